"""Hostile pages: what a name says, the bytes, and how cleaning ends with it (`stored`, or a reason)."""

from collections.abc import Callable

SENTENCES = " ".join(
    f"Engineer number {number} told the harbour council on Monday that pier {number} would be closed until the spring."
    for number in range(8)
)
STORY = f"<article><h1>Pier closed until the spring</h1><p>{SENTENCES}</p><p>{SENTENCES.replace('Monday', 'Friday')}</p></article>"


def page(body: str = STORY, head: str = "", tail: str = "") -> bytes:
    """A good article with something around it."""
    head = f"<head><title>Pier closed until the spring</title>{head}</head>"
    return f"<!doctype html><html lang='en'>{head}<body>{body}{tail}</body></html>".encode()


BILLION = "<!DOCTYPE html [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)) + '<!ENTITY l0 "ha">]>'

PAGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a good page, to compare with": (page, "stored"),
    "nothing at all": (lambda: b"", "empty"),
    "white space only": (lambda: b" \n\t" * 9_000, "empty"),
    "one angle bracket": (lambda: b"<", "no_content"),
    "NUL bytes only": (lambda: b"\0" * 50_000, "empty"),
    "NULs between all letters of the text": (lambda: page(STORY.replace("r", "r\0")), "undecodable"),
    "NULs inside tags": (lambda: page(STORY.replace("<p", "<\0p")), "stored"),
    "entities that expand a billion times": (lambda: (BILLION + page(STORY + "&l9;").decode()).encode(), "stored"),
    "an external entity that names a local file": (
        lambda: b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + page(STORY + "<p>&f;</p>"),
        "stored",
    ),
    "an XHTML page with an external DTD on the network": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE html SYSTEM "http://127.0.0.1:9/evil.dtd">' + page(),
        "stored",
    ),
    "an XML stylesheet that points to the network": (lambda: b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + page(), "stored"),
    "100,000 open divs": (lambda: page("<div>" * 100_000 + STORY), "stored"),
    "10,000 nested tables": (lambda: page("<table><tr><td>" * 10_000 + STORY), "stored"),
    "10,000 nested lists": (lambda: page("<ul><li>" * 10_000 + STORY), "stored"),
    "100,000 open bold tags": (lambda: page("<b>" * 100_000 + STORY), "stored"),
    "50,000 nested quotations": (lambda: page("<blockquote>" * 50_000 + STORY), "stored"),
    "200,000 closing tags of nothing": (lambda: page(STORY + "</div>" * 200_000), "stored"),
    "50,000 empty tags": (lambda: page(STORY + "<i></i>" * 50_000), "stored"),
    "50,000 line breaks": (lambda: page(STORY + "<br>" * 50_000), "stored"),
    "20,000 links": (lambda: page(STORY + "<a href=/x>x</a> " * 20_000), "stored"),
    "500,000 empty tags": (lambda: page(STORY + "<i></i>" * 500_000), "stored"),
    "300,000 line breaks": (lambda: page(STORY + "<br>" * 300_000), "stored"),
    "200,000 links": (lambda: page(STORY + "<a href=/x>x</a> " * 200_000), "stored"),
    "200,000 tags with attributes": (lambda: page(STORY + "<b a=1 b=2 c=3 d=4>x</b>" * 200_000), "stored"),
    "200,000 short paragraphs": (lambda: page(STORY + "<p>Hello my friend.</p>" * 200_000), "stored"),
    "1,500,000 open bold tags": (lambda: page(STORY + "<b>" * 1_500_000), "stored"),
    "an attribute of two megabytes": (lambda: page(STORY.replace("<p>", f"<p title='{'x' * 2_000_000}'>", 1)), "stored"),
    "20,000 attributes on one tag": (
        lambda: page(STORY.replace("<p>", "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">", 1)),
        "stored",
    ),
    "a class name of a megabyte": (lambda: page(STORY.replace("<article>", f"<article class='{'ad ' * 300_000}'>")), "stored"),
    "a tag that never ends": (lambda: page(STORY + "<p " + "x" * 1_000_000), "stored"),
    "a comment that never ends": (lambda: page(STORY, tail="<!--" + "-" * 500_000), "stored"),
    "100,000 comments": (lambda: page(STORY + "<!-- - -->" * 100_000), "stored"),
    "a script that never ends": (lambda: page(STORY, tail="<script>" + "if(a<b){" * 50_000), "stored"),
    "a script that holds its own end tag as text": (lambda: page("<script>x='</script><p>injected'</script>" + STORY), "stored"),
    "CDATA around the article": (lambda: page(f"<![CDATA[{STORY}]]>"), "stored"),
    "invalid UTF-8 everywhere": (lambda: page().replace(b"o", b"\xff\xfe"), "stored"),
    "surrogates as UTF-8": (lambda: page(STORY.replace("pier", "pi@@er")).replace(b"@@", b"\xed\xa0\x80"), "stored"),
    "overlong UTF-8": (lambda: page(STORY.replace("pier", "pi@@er")).replace(b"@@", b"\xc0\xaf"), "stored"),
    "announces an encoding that does not exist": (lambda: page(head="<meta charset='x-harbour-9'>"), "stored"),
    "announces UTF-7": (lambda: page(head="<meta charset='utf-7'>"), "stored"),
    "announces UTF-16 and is ASCII": (lambda: page(head="<meta charset='utf-16'>"), "stored"),
    "announces UTF-16 of the other order and is UTF-8": (
        lambda: page(STORY.replace("Engineer", "Ingénieur"), "<meta charset='utf-16be'>"),
        "stored",
    ),
    "announces two encodings": (lambda: page(head="<meta charset='shift_jis'><meta charset='utf-8'>"), "stored"),
    "UTF-16 with a mark and an odd number of bytes": (lambda: page().decode().encode("utf-16") + b"x", "stored"),
    "UTF-32": (lambda: page().decode().encode("utf-32"), "undecodable"),
    "bidi overrides in the headline": (lambda: page(STORY.replace("Pier closed", "Pier \u202edesolc\u202c closed")), "stored"),
    "a right-to-left mark after each word": (lambda: page(STORY.replace(" ", "\u200f ")), "stored"),
    "a right-to-left mark after each word, as an entity": (lambda: page(STORY.replace(" ", "&rlm; ")), "stored"),
    "an isolate around each word": (lambda: page(STORY.replace(" ", "\u2069 \u2067")), "stored"),
    "zero-width spaces between all letters": (lambda: page(STORY.replace("e", "e\u200b")), "stored"),
    "10,000 combining marks on one letter": (lambda: page(STORY.replace("pier", "p" + "\u0301" * 10_000 + "ier", 1)), "stored"),
    "terminal escapes in the headline": (lambda: page(STORY.replace("Pier closed", "Pier \x1b[2J\x1b]0;x\x07 closed")), "stored"),
    "a numeric character beyond Unicode": (lambda: page(STORY + "<p>&#x110000; &#99999999999999999999; &#0; &#xD800;</p>"), "stored"),
    "JSON-LD nested 100,000 deep": (
        lambda: page(head=f"<script type='application/ld+json'>{'[' * 100_000}{']' * 100_000}</script>"),
        "stored",
    ),
    "JSON-LD with a number of a million digits": (
        lambda: page(head=f'<script type=\'application/ld+json\'>{{"@type":"NewsArticle","wordCount":{"9" * 1_000_000}}}</script>'),
        "stored",
    ),
    "JSON-LD with NaN and infinity for its date": (
        lambda: page(
            head='<script type="application/ld+json">{"@type":"NewsArticle","datePublished":NaN,"dateModified":Infinity}</script>'
        ),
        "stored",
    ),
    "JSON-LD whose headline is an object within itself": (
        lambda: page(
            head='<script type="application/ld+json">{"@type":"NewsArticle","headline":{"headline":[{}]},"author":[[[[1]]]]}</script>'
        ),
        "stored",
    ),
    "a date in the year 0": (lambda: page(head="<meta property='article:published_time' content='0000-01-01T00:00:00Z'>"), "stored"),
    "a date in the year 9999": (
        lambda: page(head="<meta property='article:published_time' content='9999-12-31T23:59:59-12:00'>"),
        "stored",
    ),
    "30 February": (lambda: page(head="<meta property='article:published_time' content='2024-02-30T10:00:00Z'>"), "stored"),
    "a leap second": (lambda: page(head="<meta property='article:published_time' content='2016-12-31T23:59:60Z'>"), "stored"),
    "an offset of 99 hours": (lambda: page(head="<meta property='article:published_time' content='2024-02-03T10:00:00+99:99'>"), "stored"),
    "5,000 authors": (lambda: page(head="".join(f"<meta name='author' content='Ada Quill{n}'>" for n in range(5_000))), "stored"),
    "a headline of a megabyte": (lambda: page(STORY.replace("Pier closed", "Pier " * 200_000)), "stored"),
    "one sentence of a megabyte": (lambda: page(STORY + f"<p>{'word ' * 200_000}</p>"), "stored"),
    "one word of a megabyte": (lambda: page(STORY + f"<p>{'w' * 1_000_000}</p>"), "stored"),
    "100,000 opening quotation marks": (lambda: page(STORY + f"<p>{'“' * 100_000}</p>"), "stored"),
    "a backtracking bait of a's and spaces": (lambda: page(STORY + f"<p>{'a ' * 100_000}!</p><p>{' ' * 100_000}x</p>"), "stored"),
    "a base address of javascript": (lambda: page(head="<base href='javascript:alert(1)//'>"), "stored"),
    "a canonical address on a private host": (lambda: page(head="<link rel='canonical' href='http://127.0.0.1/admin'>"), "stored"),
    "a canonical address of a megabyte": (
        lambda: page(head=f"<link rel='canonical' href='https://kelmar.example/{'x' * 1_000_000}'>"),
        "stored",
    ),
    "framesets within framesets": (lambda: b"<frameset>" * 50_000, "no_content"),
    "an SVG with a script": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_content"),
    "MathML nested 5,000 deep": (lambda: page(STORY + "<math>" + "<mrow>" * 5_000), "stored"),
    "templates within templates": (lambda: page("<template>" * 20_000 + STORY), "no_content"),
    "selects within selects": (lambda: page("<select><option>" * 20_000 + STORY), "no_content"),
    "forms within forms": (lambda: page("<form>" * 20_000 + STORY), "stored"),
    "a PDF named as a page": (lambda: b"%PDF-1.7\n" + page(), "wrong_type"),
    "a PDF after line breaks": (lambda: b"\r\n\r\n%PDF-1.4\n" + page(), "wrong_type"),
    "a text of an office named as a page": (lambda: b"{\\rtf1\\ansi " + page() + b"}", "wrong_type"),
    "a packed document named as a page": (lambda: b"PK\x03\x04" + page(), "wrong_type"),
    "a JPEG named as a page": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 200, "undecodable"),
}
