-- name: timeline
select version, at, facts
from inputs
where store = @store and customer = @customer and version > @after
order by version limit @limit

-- name: customers_of_store
select customer, name, phone, email, storefront_id, born_at
from customers
where store = @store and not exists (select 1 from tombstones where tombstones.store = customers.store and tombstones.customer = customers.customer)
order by born_at desc, customer limit @limit

-- name: customer
select customer, name, phone, email, storefront_id, born_at
from customers where store = @store and customer = @customer

-- name: threads_of_state
select customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
from threads
where store = @store and state = @state and listed_at is not null
  and listed_at <= @cursorAt and (listed_at < @cursorAt or customer > @cursorCustomer)
order by listed_at desc, customer limit @limit

-- name: threads_of_operator
select customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
from threads
where store = @store and assigned_to = @assignedTo and listed_at is not null
  and (state = @state or @state is null)
  and listed_at <= @cursorAt and (listed_at < @cursorAt or customer > @cursorCustomer)
order by listed_at desc, customer limit @limit

-- name: messages_of_thread
select id, at, direction, type, text, status, written_by
from (select seq, id, at, direction, type, text, status, written_by from messages
      where store = @store and customer = @customer order by at desc, seq desc limit @limit) as latest
order by at, seq

-- A template within the customer's 24 h opens nothing; a refused one neither.
-- name: conversations_opened_since
select count(distinct customer) from messages as sent
where store = @store and at >= @since and direction = 'out' and type = 'template' and (status is null or status <> 'failed')
  and not exists (select 1 from messages as written
    where written.store = sent.store and written.customer = sent.customer and written.direction = 'in'
      and written.at <= sent.at and written.at > sent.at - @windowMicros)
