-- Threads are found by the name in the customer's row: a thread's own row is written with each message, and the words of its
-- name and their index would be too.
alter table threads drop column if exists words;

alter table customers add column if not exists words tsvector generated always as (words_of(name)) stored;

create index if not exists customers_words on customers using gin (words) with (gin_pending_list_limit = 256);
