"""``python -m evals.peers``"""

import sys

from evals.peers.cli import main

sys.exit(main())
