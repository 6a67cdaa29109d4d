//! Office Open XML.
