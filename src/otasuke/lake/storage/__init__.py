"""Where the files and manifests of tenants are kept: in a folder of this machine, or in an object store that speaks S3.

Segments, the newest events of everybody, are on the local disk in either case.
"""
