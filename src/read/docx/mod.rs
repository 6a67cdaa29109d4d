//! Office Open XML.

mod numbering;
