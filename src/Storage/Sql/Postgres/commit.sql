-- A batch of turns is a handful of statements, each with the rows of all turns as arrays.

-- name: received_of
select received.store, received.source, received.id
from unnest(@stores::text[], @sources::text[], @ids::text[]) as asked (store, source, id)
join received on received.store = asked.store and received.source = asked.source and received.id = asked.id

-- Always in one order, so that two batches never wait for each other.
-- name: versions_of
select snapshots.store, snapshots.customer, snapshots.version
from snapshots
where (snapshots.store, snapshots.customer) in (
    select asked.store, asked.customer from unnest(@stores::text[], @customers::text[]) as asked (store, customer))
order by snapshots.store, snapshots.customer
for update of snapshots

-- name: insert_received
insert into received (store, source, id, at) select * from unnest(@stores::text[], @sources::text[], @ids::text[], @ats::bigint[])

-- name: insert_inputs
insert into inputs (store, customer, version, at, input, facts)
select * from unnest(@stores::text[], @customers::text[], @versions::bigint[], @ats::bigint[], @inputs::text[], @facts::text[])

-- name: insert_effects
insert into outbox (store, customer, version, place, effect, owner)
select effects.store, effects.customer, effects.version, effects.place, effects.effect, effects.owner
from unnest(@stores::text[], @customers::text[], @versions::bigint[], @places::bigint[], @effects::text[], @owners::text[])
    with ordinality as effects (store, customer, version, place, effect, owner, nth)
order by effects.nth

-- Before the snapshots are overwritten.
-- name: seal_baselines
insert into baselines (store, customer, version, snapshot)
select snapshots.store, snapshots.customer, snapshots.version, snapshots.snapshot
from unnest(@stores::text[], @customers::text[]) as sealed (store, customer)
join snapshots on snapshots.store = sealed.store and snapshots.customer = sealed.customer
on conflict (store, customer) do update set version = excluded.version, snapshot = excluded.snapshot

-- name: upsert_tombstones
insert into tombstones (store, customer, moved_to) select * from unnest(@stores::text[], @customers::text[], @movedTos::text[])
on conflict (store, customer) do update set moved_to = excluded.moved_to

-- name: insert_snapshots
insert into snapshots (store, customer, version, due_at, scan_at, snapshot)
select next.store, next.customer, next.version, next.due_at, next.due_at, next.snapshot
from unnest(@stores::text[], @customers::text[], @bases::bigint[], @versions::bigint[], @ats::bigint[], @dueAts::bigint[], @snapshots::text[])
    as next (store, customer, base, version, at, due_at, snapshot)

-- name: update_snapshots
with written as (
    update snapshots set
        version = next.version, due_at = next.due_at, snapshot = next.snapshot,
        scan_at = case when snapshots.scan_at > next.at and snapshots.scan_at <= next.due_at then snapshots.scan_at else next.due_at end
    from unnest(@stores::text[], @customers::text[], @bases::bigint[], @versions::bigint[], @ats::bigint[], @dueAts::bigint[], @snapshots::text[])
        as next (store, customer, base, version, at, due_at, snapshot)
    where snapshots.store = next.store and snapshots.customer = next.customer and snapshots.version = next.base
    returning 1)
select require_rows((select count(*) from written), cardinality(@stores::text[]))

-- name: upsert_customers
insert into customers (store, customer, name, phone, email, storefront_id, born_at)
select * from unnest(@stores::text[], @customers::text[], @names::text[], @phones::text[], @emails::text[], @storefrontIds::text[], @bornAts::bigint[])
on conflict (store, customer) do update set
    name = excluded.name, phone = excluded.phone, email = excluded.email,
    storefront_id = excluded.storefront_id, born_at = excluded.born_at

-- name: upsert_threads
insert into threads (store, customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at)
select * from unnest(
    @stores::text[], @customers::text[], @states::text[], @sinces::bigint[], @lastMessages::text[],
    @lastMessageAts::bigint[], @unreads::bigint[], @assignedTos::text[], @names::text[], @listedAts::bigint[])
on conflict (store, customer) do update set
    state = excluded.state, since = excluded.since, last_message = excluded.last_message,
    last_message_at = excluded.last_message_at, unread = excluded.unread, assigned_to = excluded.assigned_to,
    name = excluded.name, listed_at = excluded.listed_at

-- name: upsert_messages
insert into messages (store, customer, id, at, direction, type, text, status, written_by)
select written.store, written.customer, written.id, written.at, written.direction, written.type, written.text, written.status, written.written_by
from unnest(
    @stores::text[], @customers::text[], @ids::text[], @ats::bigint[], @directions::text[], @types::text[], @texts::text[], @statuses::text[], @writtenBys::text[])
    with ordinality as written (store, customer, id, at, direction, type, text, status, written_by, nth)
order by written.nth
on conflict (store, customer, id) do update set
    at = excluded.at, direction = excluded.direction, type = excluded.type,
    text = excluded.text, status = excluded.status, written_by = excluded.written_by

-- name: upsert_interests
insert into interests (store, product_id, customer, kind, at)
select * from unnest(@stores::text[], @productIds::text[], @customers::text[], @kinds::text[], @ats::bigint[])
on conflict (store, product_id, customer, kind) do update set at = excluded.at

-- name: delete_interests
delete from interests using unnest(@stores::text[], @productIds::text[], @customers::text[], @kinds::text[]) as gone (store, product_id, customer, kind)
where interests.store = gone.store and interests.product_id = gone.product_id
  and interests.customer = gone.customer and interests.kind = gone.kind

-- name: upsert_wamids
insert into wamids (store, wamid, customer) select * from unnest(@stores::text[], @wamids::text[], @customers::text[])
on conflict (store, wamid) do update set customer = excluded.customer

-- name: delete_effects
delete from outbox using unnest(@stores::text[], @customers::text[], @versions::bigint[], @places::bigint[]) as settled (store, customer, version, place)
where outbox.store = settled.store and outbox.customer = settled.customer
  and outbox.version = settled.version and outbox.place = settled.place

-- Goes with the rows, so that it costs no round trip of its own; after an error it is not reached.
-- name: commit
commit
