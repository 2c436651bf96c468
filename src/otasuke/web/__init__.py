"""The Django project: what people see. Only this package knows Django; what sensors send goes on without it."""
