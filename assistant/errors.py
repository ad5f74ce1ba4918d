"""Every error the assistant raises on purpose.

AssistantError
├── SettingsError          a setting has an unusable value
├── KnowledgeError         an article, fact or entity file is broken (file and line)
├── DocumentError          a file or URL to add cannot be read as an article
├── QuestionError          the question is empty, too long or not text
├── IndexError_            the index is unusable
│   ├── IndexMismatchError it was built with another embedder
│   └── IndexBusyError     another process owns it
├── ModelError             a model cannot be used
│   ├── WeightsError       a model file is missing, corrupt or cannot be fetched
│   └── ModelCallError     a chat model failed or timed out during a call
├── StorageError           disk full, or a folder that cannot be written
└── PortInUseError         the address to serve on is taken

Each message names the thing, the place (file:line, setting or URL) and the fix.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of all errors that a user can act on."""


class SettingsError(AssistantError):
    """A setting has an unusable value."""


class KnowledgeError(AssistantError):
    """A knowledge file is broken; the message starts with ``file:line``."""


class DocumentError(AssistantError):
    """A file or URL cannot be read as an article."""


class QuestionError(AssistantError):
    """The question is empty, too long or not text."""


class IndexError_(AssistantError):
    """The index cannot be used as it is."""


class IndexMismatchError(IndexError_):
    """The index was built with another embedder or layout."""


class IndexBusyError(IndexError_):
    """Another process is writing to the index."""


class ModelError(AssistantError):
    """A model cannot be used."""


class WeightsError(ModelError):
    """A model file is missing, corrupt or cannot be fetched."""


class ModelCallError(ModelError):
    """A chat model failed or timed out during a call."""


class StorageError(AssistantError):
    """The disk is full, or a folder cannot be written."""


class PortInUseError(AssistantError):
    """The address to serve on is taken."""
