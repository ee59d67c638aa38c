//! AWS resource types through the Cloud Control API.
