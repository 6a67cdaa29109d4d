//! Drawing a grid with characters, for people who want to see why something was or was not read.
