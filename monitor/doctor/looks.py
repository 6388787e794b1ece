"""All looks, in the order in which they are told."""

from __future__ import annotations

from monitor.doctor import archive, index, room, servers, store, tools, watch
from monitor.doctor.finding import Look

LOOKS: dict[str, Look] = {  # what is said to be wrong when the look itself fails → the look
    "configuration": tools.configuration,
    "knowledge base": tools.knowledge,
    "pipelines": tools.pipelines,
    "alignment": tools.alignment,
    "crawl": tools.contact,
    "mail": servers.mail,
    "certificates": servers.certificates,
    "store": store.store,
    "index": index.index,
    "archive": archive.archive,
    "room": room.room,
    "watch": watch.watch,
}
