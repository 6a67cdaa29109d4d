/// What reading may cost at most. Every limit is finite by default; none is hit by a form that people filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one part after inflating. Two hundred declarations in one file make 23 MB.
    /// Default: 128 MiB.
    pub part_bytes: u64,
    /// Bytes of all parts read from one file after inflating. Default: 256 MiB.
    pub total_bytes: u64,
    /// How many times larger than its compressed form a part of more than 4 MiB may be. A deflate stream
    /// reaches 1032, repetitive forms 30. Default: 300.
    pub ratio: u64,
    /// Entries in the package. Word writes 10 to 50. Default: 20 000.
    pub entries: u64,
    /// Elements inside each other, and fields. A form uses about 20. Default: 1000.
    pub depth: u64,
    /// Tables inside each other. A form uses two, a page of a system puts it into a few more. Default: 50.
    pub nesting: u64,
    /// Places of all grids (rows times columns) together, and what else a document is made of, by the memory that it
    /// takes: a stretch of text counts as 2, a paragraph as 8, a cell as 2, a table as 32. In a text file, also its
    /// lines. Default: 4 000 000.
    pub grid: u64,
    /// Layout-grid columns of a table. Word allows 63. Default: 1000.
    pub columns: u64,
    /// Declarations in one file. People put two hundred into one. Default: 10 000.
    pub declarations: u64,
    /// Bytes of a text file; in a binary .doc, of its text, at four bytes a character, and of each stream that is read
    /// as a whole. Default: 64 MiB.
    pub text_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            part_bytes: 128 << 20,
            total_bytes: 256 << 20,
            ratio: 300,
            entries: 20_000,
            depth: 1000,
            nesting: 50,
            grid: 4_000_000,
            columns: 1000,
            declarations: 10_000,
            text_bytes: 64 << 20,
        }
    }
}
