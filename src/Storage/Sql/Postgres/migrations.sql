-- Hosts that start together wait for each other here; the number is any, and always this one.
-- name: lock_migrations
select pg_advisory_xact_lock(7203471195)

-- name: create_migrations
create table if not exists migrations (number bigint primary key, name text not null)

-- name: applied_migrations
select number from migrations order by number

-- name: record_migration
insert into migrations (number, name) values (@number, @name)
