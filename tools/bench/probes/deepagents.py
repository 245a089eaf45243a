"""The product's own `deepagents` command, with its arguments. By itself it takes https endpoints only; this one takes
the local server as well."""

import sys

from deepagents_cli import cli_main
from deepagents_cli.deploy import api_client

api_client._normalize_endpoint = str.strip
sys.exit(cli_main())
