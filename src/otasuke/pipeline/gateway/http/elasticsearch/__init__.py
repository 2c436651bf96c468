"""As much of Elasticsearch as shippers need to hand over documents. Nothing can be searched here."""
