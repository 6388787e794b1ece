"""The configuration that comes with Readout, under the name that the monitor calls it by."""

from crawler.config_folder import built_in_config as default_config

__all__ = ["default_config"]
