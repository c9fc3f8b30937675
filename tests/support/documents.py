"""Pages and documents of invented outlets, as stages take them in."""

from dataclasses import replace

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.records import Article, Document, Mark, Origin, Page, PageForm
from tests.support.invented import MORNING, article


def page(body: bytes, number: int = 0, form: PageForm = "html") -> Page:
    """A page as it arrived."""
    url = f"https://kelmar.example/{number}"
    return Page(Origin(make_id("test", url), (0, number), "test", MORNING, url), form, body, final_url=url)


def document(text: str, number: int = 0, title: str = "A title", url: str | None = None) -> Document:
    """A cleaned page."""
    return document_of(article(text, url or f"https://kelmar.example/{number}", title, number))


def document_of(made: Article) -> Document:
    """The same of an article."""
    return Document(made, sign(made))


def known(one: Document) -> Document:
    """A document that was found to be in the store as it is."""
    made = one.article
    return replace(one, mark=Mark(one.origin.input_id, "unchanged", 1, made.day, MORNING, made.article_id))
