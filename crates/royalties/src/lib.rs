//! What is owed for a published item, how it is shared and taxed: whole đồng, no database (Quy chế Điều 7.2, 11).
