"""Walls and error pages against articles whose headlines sound like them."""

from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.text.cruft import compiled, rules
from newsbeam.transforms.errors import Permanent, Refused
from newsbeam.transforms.records import Id, Origin, Page, PageForm
from tests.support.timed import within

FETCHED = datetime(2031, 7, 1, tzinfo=UTC)
DATED = '<meta property="article:published_time" content="2031-06-30T05:06:00Z">'
TYPED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'


def page(text: str, form: PageForm = "html") -> Page:
    origin = Origin(Id("00000000-0000-0000-0000-000000000000"), (0, 0), "test", FETCHED, url="https://post.example/a/b")
    return Page(origin, form, text.encode(), None, 200)


def html(title: str, body: str, head: str = "", heading: str | None = None) -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title if heading is None else heading}</h1>{body}</body></html>"


def reason(page: Page) -> str | None:
    try:
        clean_page(page)
    except (Refused, Permanent) as error:
        return error.reason
    return None


HEADLINES = (
    "Air Sarne 404 lands safely after engine trouble",
    "404 days at sea: the Lorn crew comes home",
    "410 jobs go at the cannery",
    "Room 404",
    "Error 404: how a typing mistake cost Valmont a bridge",
    "Page not found: the lost chapter of the harbour book",
    "“Page not found”, says the ministry of its own report",
    "Not found: the ferry's second anchor",
    "Police: access denied to negotiators at the harbour",
    "Access denied",
    "Access denied: anglers locked out of the pier",
    "Security check at the ferry takes an hour",
    "Captcha: the little puzzle that outlived its maker",
    "Are you a robot? The museum's new guide asks back",
    "Human verification: why notaries will not die out",
    "Just a moment: a clockmaker's farewell",
    "Unusual activity below the Hartle volcano",
    "Attention required at the level crossing, says the railway",
    "Cookie consent rules to be eased, council decides",
    "Cookies: a baker's answer to the winter",
    "Before you continue reading aloud: what choirs know",
    "We value your privacy, said the spies",
    "Your privacy settings and the law of Tarsovia",
    "Log in or log out: the timber trade argues",
    "This page of history has been removed from schoolbooks",
    "Seite nicht gefunden: Archiv verliert ein Blatt",
    "Forbidden",
)
SHORT = "The harbour board of Port Sarne told the anglers on Monday that it would decide before the summer, and not earlier."
TWO = (SHORT, "Nora Falt, who speaks for the anglers, called the answer an insult to everybody who lives from the pier.")
BANNER = "<div><p>We use cookies to make this site better.</p><button>Accept all cookies</button><a href='/c'>Cookie settings</a></div>"


@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("banner", ["", BANNER], ids=["plain", "with a cookie banner"])
def test_an_article_is_no_wall_whatever_its_headline(headline: str, banner: str) -> None:
    for paragraphs in (TWO[:1], TWO):
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        assert reason(page(html(headline, body).replace("<h1>", banner + "<h1>"))) is None
        assert reason(page(html(f"{headline} - The Harbour Post", body, heading=headline))) is None


@pytest.mark.parametrize("headline", HEADLINES)
def test_nor_is_its_dump(headline: str) -> None:
    assert reason(page("\n".join(["Home", "News", headline, *TWO, "Privacy"]), "dump")) is None


@pytest.mark.parametrize("head", [DATED, TYPED], ids=["dated", "typed"])
def test_what_the_page_declares_outranks_its_first_lines(head: str) -> None:
    body = "<p>We use cookies to make this site better.</p><p>Valmont 2, Lorn 1</p><p>Goals: Falt, Holm (2)</p>"
    assert reason(page(html("Access denied to the final", body, head))) is None
    assert reason(page(html("Access denied to the final", body))) == "consent_page"


def test_a_result_sheet_below_a_banner_is_no_wall() -> None:
    rows = "".join(f"<p>Valmont {n}, Port Sarne {n + 1} (Falt, Holm)</p>" for n in range(20))
    assert reason(page(html("All results of the day", BANNER + rows))) != "consent_page"


def test_an_article_about_cookies_is_no_consent_page() -> None:
    body = "<p>Our privacy is not for sale, and neither are our cookies, said your correspondent's baker, Ivo Maric of Fish Steps.</p>"
    assert reason(page(html("Cookies", body))) is None


def test_an_article_that_begins_like_an_error_page_has_paragraphs() -> None:
    first = "<p>Sorry, this page could not be found.</p>"
    body = first + "".join(f"<p>{paragraph}</p>" for paragraph in (*TWO, SHORT.replace("Monday", "Friday")))
    assert reason(page(html("Page not found", body))) is None
    assert reason(page(html("Page not found", first + f"<p>{SHORT}</p>"))) == "soft_404"


def test_the_marks_of_an_article_do_not_hide_an_error_page_that_says_so_twice() -> None:
    assert reason(page(html("404", "<p>Sorry, this page could not be found.</p>", DATED))) == "soft_404"


TEASERS = "".join(f"<div><h3><a href='/{n}'>Ferry {n} starts in the morning</a></h3><p>{TWO[n % 2]}</p></div>" for n in range(6))
MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("News", "Sport", "Culture", "Obituaries", "Weather", "Tides") * 30)
PARTNERS = (
    "<p>We and our 812 partners store and access information on your device, such as cookies, and process personal data.</p>"
    "<p>With your permission we and our partners may use precise geolocation data and identification through device scanning.</p>"
) * 15
WALLS = {
    "a challenge": (html("Just a moment...", "<p>Checking your browser before accessing post.example.</p>"), "bot_wall"),
    "a challenge that names the host": (
        html(
            "Just a moment...",
            "<h2>post.example needs to review the security of your connection before proceeding.</h2>",
            heading="x.example",
        ),
        "bot_wall",
    ),
    "a challenge that is only a script": (html("post.example", "<script>window._cf_chl_opt={cvId:'3'}</script>", heading=""), "bot_wall"),
    "a challenge in a frame": (
        html("post.example", "<iframe src='https://geo.captcha-delivery.com/captcha/?x=1'></iframe>", heading=""),
        "bot_wall",
    ),
    "a block": (
        html(
            "Attention Required! | Cloudflare",
            "<h2>You are unable to access post.example</h2><h2>Why have I been blocked?</h2><p>This website is using a security service to"
            " protect itself from online attacks. The action you just performed triggered the security solution. There are several actions"
            " that could trigger this block including submitting a certain word or phrase, a SQL command or malformed data.</p>"
            "<p>You can email the site owner to let them know you were blocked. Please include what you were doing.</p>",
            heading="Sorry, you have been blocked",
        ),
        "bot_wall",
    ),
    "a server that denies": (
        html("Access Denied", 'You don\'t have permission to access "http://post.example/a" on this server.<p>Reference #18.2d3</p>'),
        "bot_wall",
    ),
    "a press-and-hold": (html("post.example", "<p>Press &amp; Hold to confirm you are a human (and not a bot).</p>"), "bot_wall"),
    "unusual traffic": (
        html("The Harbour Post", "<p>We have detected unusual traffic from your network. Complete the security check to continue.</p>"),
        "bot_wall",
    ),
    "forbidden": (html("403 Forbidden", "<center>nginx</center>"), "bot_wall"),
    "consent": (html("Before you continue to The Harbour Post", PARTNERS[:250] + "<button>Accept all</button>"), "consent_page"),
    "a long consent page": (html("We value your privacy", PARTNERS + "<button>Accept all</button>"), "consent_page"),
    "consent under the article's headline": (
        html("Ferry starts", "<p>We and our 812 partners use cookies.</p>" + PARTNERS[:120] + "<button>Accept all cookies</button>"),
        "consent_page",
    ),
    "consent in German": (
        html(
            "Valmonter Bote",
            "<h2>Mit Werbung weiterlesen</h2><p>Besuchen Sie uns wie gewohnt mit Werbung und Tracking durch 112 Partner.</p>"
            "<p>Details zu Ihrer Einwilligung finden Sie im Bereich Datenschutz.</p>",
        ),
        "consent_page",
    ),
    "an error page": (html("Page not found - The Harbour Post", "<p>Sorry, the page you requested could not be found.</p>"), "soft_404"),
    "an error page with a long menu": (html("404 - The Harbour Post", f"<ul>{MENU}</ul><p>Try a search.</p>", heading="404"), "soft_404"),
    "an error page with the news of the day": (
        html("Page not found", f"<p>The link you followed may be broken, or the page may have been removed.</p>{TEASERS}"),
        "soft_404",
    ),
    "an error page that blames itself": (
        html("The Harbour Post", "<p>It looks like nothing was found at this location.</p>", heading="Oops! That page can’t be found."),
        "soft_404",
    ),
    "an error page with a pleasantry": (
        html("404 Not Found", f"<p>Sorry, this story is no longer available.</p><p>{SHORT}</p>"),
        "soft_404",
    ),
    "an error page in German": (html("Valmonter Bote", "<p>Zur Startseite</p>", heading="Seite nicht gefunden"), "soft_404"),
    "an error page in French": (
        html(
            "Page introuvable | Le Quai",
            "<p>La page que vous cherchez a été déplacée ou supprimée.</p>",
            heading="Oups ! Cette page n’existe plus",
        ),
        "soft_404",
    ),
    "an error page in Spanish": (html("Página no encontrada", "<p>La página que busca no existe o ha sido eliminada.</p>"), "soft_404"),
    "an error page in Italian": (html("Pagina non trovata", "<p>La pagina che cerchi non esiste o è stata spostata.</p>"), "soft_404"),
    "an error page in Dutch": (html("Pagina niet gevonden | De Kade", "<p>De pagina die je zoekt bestaat niet meer.</p>"), "soft_404"),
    "an error page in long German": (
        html(
            "Seite nicht gefunden",
            "<p>Die von Ihnen gesuchte Seite, die Sie aufrufen wollten, gibt es nicht. Diese Seite wurde gelöscht.</p>",
        ),
        "soft_404",
    ),
    "nothing but an offer": (
        html(
            "Subscribe to read | The Harbour Post",
            "<p>Subscribe to read this article. Already a subscriber? Log in.</p>",
            heading="Subscribe to read",
        ),
        "login_page",
    ),
    "a login page": (
        html(
            "Sign in | The Harbour Post",
            "<form><label>Email</label><input type=password><a href='/p'>Forgot password?</a></form>",
            heading="",
        ),
        "login_page",
    ),
    "a login page under the article's headline": (
        html("Ferry starts", "<p>You must be logged in to read this article.</p><form><button>Log in</button></form>"),
        "login_page",
    ),
}


@pytest.mark.parametrize(("source", "expected"), WALLS.values(), ids=WALLS)
def test_walls_are_refused(source: str, expected: str) -> None:
    assert reason(page(source)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Just a moment...", "Checking your browser before accessing the site."], "bot_wall"),
        (["The Harbour Post", "Menu", "Page not found", "The page may have been moved or deleted.", "Contact"], "soft_404"),
        (["404", "Sorry, this page could not be found.", SHORT], "soft_404"),
    ],
)
def test_dumps_of_walls_are_refused(lines: list[str], expected: str) -> None:
    assert reason(page("\n".join(lines), "dump")) == expected


def test_a_long_line_is_no_sign() -> None:
    listing = "<p>Access denied " + "Valmont, Port Sarne, Hartle, " * 20 + "</p>"
    assert reason(page(html("Where the anglers stood", listing + f"<p>{SHORT}</p>"))) is None
    assert reason(page(html("Access denied " * 20, f"<p>{SHORT}</p>"))) is None


@pytest.mark.timed
@pytest.mark.parametrize("kind", ["wall_name", "wall_line", "wall_talk", "wall_markup"])
def test_no_wall_pattern_backtracks(kind: str) -> None:
    starts = [pattern for group in rules(kind).values() for pattern in group]
    assert starts
    with within(2):
        for text in (
            "page you " * 40,
            "sorry " * 60,
            "we our cookies " * 30,
            "your browser " * 40,
            "404 " * 100,
            "not found " * 50,
            "a" * 3000,
        ):
            for _, pattern in compiled(kind):
                pattern.search(text[:3000])
