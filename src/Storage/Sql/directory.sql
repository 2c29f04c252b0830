-- name: customer_of_wamid
select customer from wamids where store = @store and wamid = @wamid

-- name: phones_of_customer
select value from aliases where store = @store and customer = @customer and kind = 'phone'
union select phone from customers where store = @store and customer = @customer and phone is not null

-- name: suppress
insert into suppressions (store, phone_hash) values (@store, @phoneHash) on conflict do nothing
