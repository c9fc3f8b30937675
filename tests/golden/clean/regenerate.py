"""Write the expected result beside every golden page: `python tests/golden/clean/regenerate.py`. Read the difference before you keep it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.records import Origin, Page, PageForm

HERE = Path(__file__).parent
FETCHED = datetime(2024, 7, 1, tzinfo=UTC)


def pages() -> list[Path]:
    """Every golden page: HTML, and dumps as plain text."""
    return sorted([*HERE.glob("*.html"), *HERE.glob("*.txt")])


def cleaned(path: Path) -> dict[str, object]:
    """What cleaning makes of a page, in JSON's types."""
    form: PageForm = "html" if path.suffix == ".html" else "dump"
    article = clean_page(Page(Origin(make_id("golden", path.name), (0, 0), path.name, FETCHED), form, path.read_bytes()))
    return {
        "title": article.title,
        "authors": list(article.authors),
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "lang": article.lang,
        "section": article.section,
        "source": article.source,
        "access": article.access,
        "text": article.text.split("\n"),
        "removed": [f"{block.reason}: {block.text}" for block in article.removed],
    }


if __name__ == "__main__":
    for page in pages():
        page.with_name(page.name + ".json").write_text(json.dumps(cleaned(page), ensure_ascii=False, indent=1) + "\n", "utf-8")
