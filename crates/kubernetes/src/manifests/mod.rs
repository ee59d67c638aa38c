//! Objects from YAML files and folders with a kustomization, with the edges between them.
