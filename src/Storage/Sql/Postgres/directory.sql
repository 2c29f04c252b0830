-- Each by the primary key: a table not yet analysed would else be read whole.
-- name: owners_of
select aliases.store, aliases.kind, aliases.value, aliases.customer
from unnest(@stores::text[], @kinds::text[], @values::text[]) as wanted (store, kind, value)
cross join lateral (
    select * from aliases where aliases.store = wanted.store and aliases.kind = wanted.kind and aliases.value = wanted.value limit 1) as aliases

-- name: claim_all
insert into aliases (store, kind, value, customer)
select * from unnest(@stores::text[], @kinds::text[], @values::text[], @customers::text[])
on conflict do nothing

-- In the same transaction: whoever did not get all gives back what it got.
-- name: give_back_claims
with wanted as (
    select * from unnest(@stores::text[], @kinds::text[], @values::text[], @customers::text[]) as wanted (store, kind, value, customer)),
lost as (
    select distinct wanted.store, wanted.customer
    from wanted
    join aliases on aliases.store = wanted.store and aliases.kind = wanted.kind and aliases.value = wanted.value
    where aliases.customer <> wanted.customer)
delete from aliases using wanted, lost
where aliases.store = wanted.store and aliases.kind = wanted.kind and aliases.value = wanted.value
  and aliases.customer = wanted.customer and aliases.xmin = pg_current_xact_id()::xid
  and lost.store = wanted.store and lost.customer = wanted.customer

-- name: suppressed_of
select suppressions.store, suppressions.phone_hash
from unnest(@stores::text[], @hashes::text[]) as asked (store, phone_hash)
join suppressions on suppressions.store = asked.store and suppressions.phone_hash = asked.phone_hash

-- name: load_snapshots
select snapshots.store, snapshots.customer, snapshots.version, snapshots.snapshot
from unnest(@stores::text[], @customers::text[]) as wanted (store, customer)
cross join lateral (
    select * from snapshots where snapshots.store = wanted.store and snapshots.customer = wanted.customer limit 1) as snapshots

-- name: reassign_aliases
insert into aliases (store, kind, value, customer)
select @store, wanted.kind, wanted.value, @customer
from jsonb_to_recordset(@aliases::jsonb) as wanted (kind text, value text)
on conflict (store, kind, value) do update set customer = excluded.customer

-- Until the transaction ends; a process that dies lets go of it.
-- name: stand_alone
select pg_advisory_xact_lock(hashtextextended('customers of ' || @store, 7203471198))
