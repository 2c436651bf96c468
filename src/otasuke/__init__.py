"""otasuke: the open platform for running a サイバーセキュリティお助け隊 service."""

__version__ = "0.1.0"
