"""事業者. Whose service this is: name, desk, logo, and the お助け隊 mark."""
