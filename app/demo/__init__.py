"""The sample borough: invented people in real files, the same from the same seed."""

from app.demo.borough import write_borough
from app.demo.manifest import Manifest

__all__ = ["Manifest", "write_borough"]
