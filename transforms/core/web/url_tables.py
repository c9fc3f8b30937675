"""What in an address does not name the article: tables for `newsbeam.transforms.core.web.urls`, grouped by who adds it.

A parameter belongs here only if no site is known to choose its article by it; a doubtful one goes to `MARKETING_WORDS`, which looks at
its value too. All names are in lower case; addresses are compared without regard to the case of parameter names.
"""

TRACKING_PREFIXES: tuple[str, ...] = (
    "aem_p",  # Facebook dynamic ads
    "at_",  # Piano (AT Internet): at_medium, at_campaign
    "hsa_",  # HubSpot ads
    "itm_",  # internal campaigns
    "matomo_",  # Matomo
    "mtm_",  # Matomo
    "ns_",  # Comscore: ns_mchannel, ns_source
    "oly_",  # Omeda newsletters
    "piwik_",  # Matomo, formerly
    "pk_",  # Matomo, formerly
    "utm_",  # Urchin, Google Analytics
    "vero_",  # Vero mail
    "wt_",  # Webtrekk, Mapp
    "wt.",  # Webtrends
)

TRACKING: frozenset[str] = frozenset(
    {
        # advertising clicks
        "dclid", "epik", "fbclid", "gad_campaignid", "gad_source", "gbraid", "gclid", "gclsrc", "li_fat_id", "msclkid", "rb_clickid",
        "rdt_cid", "s_kwcid", "scclid", "srsltid", "ttclid", "twclid", "wbraid", "yclid", "ysclid", "zanpid",
        # analytics
        "__twitter_impression", "_ga", "_gl", "_openstat", "ga_campaign", "ga_content", "ga_medium", "ga_source", "ga_term", "icid",
        "s_cid", "xtor",
        # social networks
        "fb_action_ids", "fb_action_types", "fb_comment_id", "fb_ref", "fb_source", "fbadid", "igsh", "igshid", "share_id", "sharetype",
        "spref", "tw_i", "wtmc",
        # mailing lists
        "__hsfp", "__hssc", "__hstc", "_bhlid", "_hsenc", "_hsmi", "_kx", "ck_subscriber_id", "dm_i", "hsctatracking", "mc_cid",
        "mc_eid", "mkt_tok", "ml_subscriber", "ml_subscriber_hash", "sc_campaign", "sc_channel", "sc_content", "sc_country", "sc_geo",
        "sc_medium", "sc_outcome", "vgo_ee",
        # AMP's own
        "amp_gsa", "amp_js_v", "usqp",
        # publishers' own, each seen on several sites
        "cid_source", "cmp", "cmpid", "ftag", "guccounter", "guce_referrer", "guce_referrer_sig", "intcmp", "ito", "ncid", "ocid",
        "partnerid", "rss_source", "smid", "smtyp", "soc_src", "soc_trk", "taid", "via_rss", "wpisrc", "wpmm",
        # sessions
        "aspsessionid", "cfid", "cftoken", "jsessionid", "phpsessid", "zenid",
    }
)  # fmt: skip

MARKETING_WORDS: frozenset[str] = frozenset(
    {"campaign", "from", "medium", "ref", "ref_src", "referer", "referrer", "share", "source", "src", "sref"}
)
"""Parameters that are tracking when their value is a word (`ref=hp`, `source=rss`) and may be the article when it holds a digit
(`ref=1234`)."""

TOKENS: frozenset[str] = frozenset(
    {"auth", "cachebuster", "cb", "expires", "hmac", "nonce", "rand", "random", "rnd", "session", "session_id", "sessionid", "sid", "sig",
     "signature", "ticket", "timestamp", "token", "ts"}
)  # fmt: skip
"""Parameters that are made anew at every request. They stay in keys, as some sites choose by them; a feed's entry is compared without."""

ARTICLE_NUMBERS: frozenset[str] = frozenset(
    {"aid", "article", "article_id", "articleid", "cid", "content", "contentid", "doc", "docid", "id", "item", "itemid", "key", "news",
     "news_id", "newsid", "nid", "p", "page", "page_id", "pid", "post", "post_id", "slug", "story", "story_id", "storyid", "uuid"}
)  # fmt: skip
"""Parameters that name the article, however much their value looks like a token."""

RENDERING: frozenset[tuple[str, str]] = frozenset(
    {("amp", ""), ("amp", "1"), ("amp", "true"), ("amp", "yes"), ("mode", "amp"), ("output", "amp"), ("outputtype", "amp"), ("view", "amp")}
)  # fmt: skip
"""(parameter, value) pairs that choose the form of the page, not the page."""

INDEX_FILES: frozenset[str] = frozenset(
    {"default.asp", "default.aspx", "default.htm", "default.html", "index.htm", "index.html", "index.php", "index.shtml"}
)
"""Last path segments that stand for their folder."""

DEVICE_LABELS: frozenset[str] = frozenset({"amp", "m", "mobile", "touch", "wap"})
"""Host labels of a site's mobile or AMP edition."""

QUERY_WRAPPERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("away.vk.com", "/away.php"): ("to",),
    ("bing.com", "/news/apiclick.aspx"): ("url",),
    ("duckduckgo.com", "/l"): ("uddg",),
    ("exit.sc", "/"): ("url",),
    ("facebook.com", "/l.php"): ("u",),
    ("facebook.com", "/sharer/sharer.php"): ("u",),
    ("feedproxy.google.com", "/url"): ("url", "q"),
    ("getpocket.com", "/redirect"): ("url",),
    ("go.redirectingat.com", "/"): ("url",),
    ("go.skimresources.com", "/"): ("url",),
    ("google.com", "/url"): ("q", "url"),
    ("l.facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", "/"): ("u",),
    ("l.messenger.com", "/l.php"): ("u",),
    ("l.threads.net", "/"): ("u",),
    ("link.zhihu.com", "/"): ("target",),
    ("linkedin.com", "/redir/redirect"): ("url",),
    ("linkedin.com", "/sharing/share-offsite"): ("url",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("news.google.com", "/news/url"): ("url",),
    ("news.url.google.com", "/url"): ("url", "q"),
    ("out.reddit.com", "/"): ("url",),
    ("slack-redir.net", "/link"): ("url",),
    ("steamcommunity.com", "/linkfilter"): ("url", "u"),
    ("t.me", "/iv"): ("url",),
    ("t.umblr.com", "/redirect"): ("z",),
    ("translate.google.com", "/translate"): ("u",),
    ("twitter.com", "/intent/tweet"): ("url",),
    ("urldefense.com", "/v2/url"): ("u",),
    ("vk.com", "/away.php"): ("to",),
    ("youtube.com", "/redirect"): ("q",),
}
"""(host without www, path) of pages that only pass the reader on, with the parameters that hold the real address."""

PATH_FORWARDERS: tuple[tuple[str, str], ...] = (
    (r"(?:[a-z0-9-]+\.)*yahoo\.(?:com|co\.jp)", r"[^?]*?/RU=([^/?]+)(?:[/?].*)?"),  # search and news results
    (r"(?:[a-z0-9-]+\.)*yahoo\.com", r"[^?]*?/\*{1,2}(https?(?::|%3A).+)"),  # feeds of long ago
    (r"urldefense\.com", r"/v3/__(https?:.+?)__;.*"),
)
"""(host pattern, pattern of path and query) of the same, with the real address as the last group, escaped or not."""

ENCODED_FORWARDERS: tuple[tuple[str, str], ...] = (
    (r"news\.google\.com", r"/(?:__i/)?(?:rss/)?(?:rd/)?(?:articles|read)/([A-Za-z0-9_-]+=*)(?:[/?].*)?"),
    (r"(?:www\.)?bing\.com", r"/ck/a\?(?:.*&)?u=a1([A-Za-z0-9_-]+)(?:&.*)?"),
)
"""The same with the real address in Base64, with other bytes around it or not. Google's newer ones hold none."""

AGGREGATORS: frozenset[str] = frozenset(
    {"apple.news", "bit.ly", "buff.ly", "consent.google.com", "feedproxy.google.com", "flip.it", "goo.gl", "l.facebook.com",
     "l.instagram.com", "lm.facebook.com", "lnkd.in", "news.google.com", "news.url.google.com", "ow.ly", "r.search.yahoo.com", "t.co",
     "tinyurl.com"}
)  # fmt: skip
"""Hosts without www whose pages only pass the reader on: if one of them is what was got, the article was not."""

OPAQUE: tuple[tuple[str, str], ...] = ((r"news\.google\.com", r"/(?:__i/)?(?:rss/)?(?:rd/)?(?:articles|read)/.*"),)
"""(host pattern, path pattern) of those that answer with a script only, so that asking them is in vain."""

PATH_WRAPPERS: tuple[tuple[str, str, str], ...] = (
    # host pattern, path pattern, what the rest of the path is relative to; the rest is the last group
    (r"(?:web\.)?archive\.org", r"/web/\d{1,14}(?:[a-z]{2}_)?/(https?(?::|%3A).+)", ""),
    (r"(?:web\.)?archive\.org", r"/web/\d{1,14}(?:[a-z]{2}_)?/(?!https?(?::|%3A))([^/]+\..+)", "http://"),
    (r".+", r"/(?:[^/?]+/){0,3}\d{14}(?:[a-z]{2}_)?/(https?(?::|%3A).+)", ""),  # every other archive that runs pywb or OpenWayback
    (r"archive\.(?:fo|is|li|md|ph|today|vn)", r"/(?:\d{4}\.\d\d\.\d\d-\d{6}|\d{4,14}|newest|oldest|o/\w+)/(https?(?::|%3A).+)", ""),
    (r"webcache\.googleusercontent\.com", r"/search\?(?:[^&]*&)*?q=cache:(?:[\w-]{6,20}:)?(https?://[^&+]+)(?:[&+].*)?", ""),
    (r"(?:www\.)?google\.[a-z.]{2,6}", r"/amp/s/(.+)", "https://"),
    (r"(?:www\.)?google\.[a-z.]{2,6}", r"/amp/(.+)", "http://"),
    (r"(?:[a-z0-9-]+\.)?cdn\.ampproject\.org", r"/[cvw]/s/(.+)", "https://"),
    (r"(?:[a-z0-9-]+\.)?cdn\.ampproject\.org", r"/[cvw]/(.+)", "http://"),
    (r"(?:[a-z0-9-]+\.)?bing-amp\.com", r"/c/s/(.+)", "https://"),
    (r"(?:www\.)?12ft\.io", r"/(https?:.+)", ""),
    (r"r\.jina\.ai", r"/(https?:.+)", ""),
)
"""Caches and archives that carry the real address in their path."""

HOSTED: frozenset[str] = frozenset(
    {"beehiiv.com", "blog.gov.uk", "ghost.io", "hatenablog.com", "livejournal.com", "medium.com", "over-blog.com", "substack.com",
    "tumblr.com", "typepad.com",
     "wordpress.com"}
)  # fmt: skip
"""Domains whose subdomains are different outlets, beyond those of the public suffix list."""

BAD_PORTS: frozenset[int] = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)  # fmt: skip
"""Ports above 1023 on which other protocols listen: the WHATWG Fetch standard's list of bad ports."""
