"""otasuke: the open platform for running a サイバーセキュリティお助け隊 service."""
