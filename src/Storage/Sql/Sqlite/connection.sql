-- WAL with full sync: what was answered survives a power cut. Freed pages are overwritten, so that an erased customer is
-- gone from the file. The log is copied in pieces of 16 MB: of smaller ones, pages that change often are copied again and
-- again; of larger ones, all turns wait 40 ms and longer. mmap and cache are bounds, not reservations. A page holds most
-- snapshots without overflow.
-- name: writer_pragmas
pragma page_size = 8192;
pragma journal_mode = wal;
pragma synchronous = full;
pragma secure_delete = on;
pragma foreign_keys = off;
pragma temp_store = memory;
pragma cache_size = -65536;
pragma wal_autocheckpoint = 2000;
pragma mmap_size = 268435456;
pragma journal_size_limit = 67108864;

-- name: reader_pragmas
pragma query_only = on;
pragma temp_store = memory;
pragma cache_size = -16384;
pragma mmap_size = 268435456;

-- name: begin
begin immediate

-- name: commit
commit

-- name: rollback
rollback

-- name: savepoint
savepoint turn

-- name: release
release turn

-- name: rollback_to_savepoint
rollback to turn

-- A deleted text stays in the search index until its segments are merged into one; a negative number starts that, bounded steps go on.
-- name: merge_words_begin
insert into message_words (message_words, rank) values ('merge', -1000);
insert into name_words (name_words, rank) values ('merge', -1000);

-- name: merge_words_more
insert into message_words (message_words, rank) values ('merge', 1000);
insert into name_words (name_words, rank) values ('merge', 1000);

-- name: total_changes
select total_changes()

-- The log is copied into the file and cut, so that nothing erased stays in it.
-- name: checkpoint
pragma wal_checkpoint(truncate)

-- name: create_migrations
create table if not exists migrations (number integer primary key, name text not null)

-- name: applied_migrations
select number from migrations order by number

-- name: record_migration
insert into migrations (number, name) values (@number, @name)
