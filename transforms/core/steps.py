"""The steps that read text, each from one record to the next: what the sandbox's children run."""

from dataclasses import replace

from newsbeam.transforms.core.attribution.claims import find_claims
from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.entities.find_entities import find_entities
from newsbeam.transforms.core.figures.find_figures import find_figures
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.statements.find_statements import find_statements
from newsbeam.transforms.records import Document, Page


def clean_document(page: Page) -> Document:
    """Clean one page and sign the result.

    Raises:
        InputError: the page is no article, or cannot be read; see the reasons of `clean_page`.
    """
    article = clean_page(page)
    return Document(article, sign(article))


def name_entities(document: Document, model: str) -> Document:
    """The document with its mentions."""
    return replace(document, mentions=find_entities(document.article, model))


def attribute_claims(document: Document, model: str) -> Document:
    """The document with its claims, with the figures that they or the outlet tell, and with what the outlet states itself."""
    article = document.article
    claims = find_claims(article, document.mentions, model)
    return replace(document, claims=claims, figures=find_figures(article, claims), statements=find_statements(article, claims))
