//! What people write in cells.
