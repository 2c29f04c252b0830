-- name: was_received
select 1 from received where store = @store and source = @source and id = @id

-- name: stored_version
select version from snapshots where store = @store and customer = @customer

-- name: insert_received
insert into received (store, source, id, at) values (@store, @source, @id, @at)

-- name: insert_input
insert into inputs (store, customer, version, at, input, facts) values (@store, @customer, @version, @at, @input, @facts)

-- name: insert_effect
insert into outbox (store, customer, version, place, effect) values (@store, @customer, @version, @place, @effect)

-- Before the snapshot is overwritten.
-- name: seal_baseline
insert into baselines (store, customer, version, snapshot)
select store, customer, version, snapshot from snapshots where store = @store and customer = @customer
on conflict (store, customer) do update set version = excluded.version, snapshot = excluded.snapshot

-- name: upsert_tombstone
insert into tombstones (store, customer, moved_to) values (@store, @customer, @movedTo)
on conflict (store, customer) do update set moved_to = excluded.moved_to

-- name: insert_snapshot
insert into snapshots (store, customer, version, due_at, scan_at, snapshot) values (@store, @customer, @version, @dueAt, @dueAt, @snapshot)

-- name: update_snapshot
update snapshots set
    version = @version, due_at = @dueAt, snapshot = @snapshot,
    scan_at = case when scan_at > @at and scan_at <= @dueAt then scan_at else @dueAt end
where store = @store and customer = @customer and version = @base

-- name: upsert_customer
insert into customers (store, customer, name, phone, email, storefront_id, born_at)
values (@store, @customer, @name, @phone, @email, @storefrontId, @bornAt)
on conflict (store, customer) do update set
    name = excluded.name, phone = excluded.phone, email = excluded.email,
    storefront_id = excluded.storefront_id, born_at = excluded.born_at

-- name: upsert_thread
insert into threads (store, customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at)
values (@store, @customer, @state, @since, @lastMessage, @lastMessageAt, @unread, @assignedTo, @name, @listedAt)
on conflict (store, customer) do update set
    state = excluded.state, since = excluded.since, last_message = excluded.last_message,
    last_message_at = excluded.last_message_at, unread = excluded.unread, assigned_to = excluded.assigned_to,
    name = excluded.name, listed_at = excluded.listed_at

-- name: upsert_message
insert into messages (store, customer, id, at, direction, type, text, status, written_by)
values (@store, @customer, @id, @at, @direction, @type, @text, @status, @writtenBy)
on conflict (store, customer, id) do update set
    at = excluded.at, direction = excluded.direction, type = excluded.type,
    text = excluded.text, status = excluded.status, written_by = excluded.written_by

-- name: upsert_interest
insert into interests (store, product_id, customer, kind, at) values (@store, @productId, @customer, @kind, @at)
on conflict (store, product_id, customer, kind) do update set at = excluded.at

-- name: delete_interest
delete from interests where store = @store and product_id = @productId and customer = @customer and kind = @kind

-- name: upsert_wamid
insert into wamids (store, wamid, customer) values (@store, @wamid, @customer)
on conflict (store, wamid) do update set customer = excluded.customer

-- name: delete_effect
delete from outbox where store = @store and customer = @customer and version = @version and place = @place
