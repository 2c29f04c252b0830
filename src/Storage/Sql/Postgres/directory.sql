-- Each by the primary key: a table not yet analysed would else be read whole.
-- name: owners
select aliases.kind, aliases.value, aliases.customer
from jsonb_to_recordset(@aliases::jsonb) as wanted (kind text, value text)
cross join lateral (
    select * from aliases where aliases.store = @store and aliases.kind = wanted.kind and aliases.value = wanted.value limit 1) as aliases

-- name: claim_aliases
insert into aliases (store, kind, value, customer)
select @store, wanted.kind, wanted.value, @customer
from jsonb_to_recordset(@aliases::jsonb) as wanted (kind text, value text)
on conflict do nothing

-- name: reassign_aliases
insert into aliases (store, kind, value, customer)
select @store, wanted.kind, wanted.value, @customer
from jsonb_to_recordset(@aliases::jsonb) as wanted (kind text, value text)
on conflict (store, kind, value) do update set customer = excluded.customer
