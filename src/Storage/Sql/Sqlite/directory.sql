-- A cross join keeps this order; the planner would else walk all aliases of the store by another index.
-- name: owners
select aliases.kind, aliases.value, aliases.customer
from json_each(@aliases) as wanted
cross join aliases on aliases.store = @store
  and aliases.kind = json_extract(wanted.value, '$.kind') and aliases.value = json_extract(wanted.value, '$.value')

-- name: claim_aliases
insert into aliases (store, kind, value, customer)
select @store, json_extract(wanted.value, '$.kind'), json_extract(wanted.value, '$.value'), @customer
from json_each(@aliases) as wanted
where true
on conflict do nothing

-- name: reassign_aliases
insert into aliases (store, kind, value, customer)
select @store, json_extract(wanted.value, '$.kind'), json_extract(wanted.value, '$.value'), @customer
from json_each(@aliases) as wanted
where true
on conflict (store, kind, value) do update set customer = excluded.customer

-- name: is_suppressed
select count(*) from suppressions where store = @store and phone_hash = @phoneHash

-- name: load_snapshot
select version, snapshot from snapshots where store = @store and customer = @customer
