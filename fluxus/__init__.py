"""The project: settings, entry points and the tools without models that every app may use."""
