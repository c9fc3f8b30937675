"""Reading archives: files, folders, globs and standard input become pages, one record after another, in the order of the archive.

`find_inputs` lists the files, `read_records` reads one of them. What a file is, is told from its bytes
(`newsbeam.transforms.core.web.sniff`).
"""

from newsbeam.transforms.archives.given import Given, given_by
from newsbeam.transforms.archives.inputs import STDIN, InputFile, find_inputs
from newsbeam.transforms.archives.keys import tell_unused
from newsbeam.transforms.archives.read_context import ParseFeed, ReadLimits
from newsbeam.transforms.archives.reader import read_records

__all__ = ["STDIN", "Given", "InputFile", "ParseFeed", "ReadLimits", "find_inputs", "given_by", "read_records", "tell_unused"]
