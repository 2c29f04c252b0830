const key = { Authorization: 'Bearer demo-key', 'Content-Type': 'application/json' };
const store = '/v1/stores/demo';
const $ = id => document.getElementById(id);
const element = (name, text, className) => Object.assign(document.createElement(name), { textContent: text ?? '', className: className ?? '' });
const when = at => new Date(at).toLocaleString(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

async function call(url, body, method = body === undefined ? 'GET' : 'POST') {
  const answer = await fetch(url, { method, headers: key, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  const value = text ? JSON.parse(text) : null;
  if (!answer.ok) throw new Error(Object.values(value?.errors ?? {})[0]?.[0] ?? value?.detail ?? answer.statusText);
  return value;
}

// One thing after the other, in the order of the clicks: what was clicked before the clock was moved happened before.
let queue = Promise.resolve();
function inTurn(work) {
  document.body.setAttribute('aria-busy', 'true');
  const turn = queue = queue.then(work).catch(error => { $('said').textContent = error.message; }).finally(() => {
    if (turn === queue) document.body.removeAttribute('aria-busy');
  });
  return turn;
}

let products = [];
let cart = [];
let cartNumber = 1;
let order = null;
let clock = { now: new Date().toISOString(), running: false };
const run = Date.now().toString(36);
let events = 0;
const phone = () => {
  const number = $('phone').value.replace(/[ ().-]/g, '');
  if (!/^\+?[0-9]{7,15}$/.test(number)) throw new Error('Give a phone number with its country, such as +33612345678.');
  return number;
};
const chosen = () => products.find(product => product.id === $('product').value);
const item = product => ({ productId: product.id, name: product.name, quantity: 1, price: product.price, url: product.url, imageUrl: product.imageUrl });
const total = () => cart.reduce((sum, line) => sum + Number(line.price), 0).toFixed(2);
const basket = (id, extra) => ({ id, currency: 'EUR', total: total(), url: `https://demo-shop.example/cart/${id}`, items: cart, ...extra });
const cartId = () => `cart-${run}-${cartNumber}`;
const placed = extra => {
  if (!cart.length) cart = [item(chosen())];
  order = { id: `order-${run}-${cartNumber}`, number: `#${1000 + cartNumber}`, cartId: cartId(), checkoutId: `checkout-${run}-${cartNumber}`, currency: 'EUR', total: total(), items: cart, ...extra };
  cart = [];
  cartNumber += 1;
  return { order };
};
const step = extra => () => (order ? { order: { ...order, ...extra } } : null);

const actions = [
  ['Agree to offers', 'consent.granted', () => ({ consent: { channel: 'whatsapp', category: 'marketing', source: 'demo page', wording: 'Send me offers by WhatsApp' } })],
  ['View product', 'product.viewed', () => ({ product: chosen() })],
  ['Add to cart', 'cart.updated', () => { cart = [...cart, item(chosen())]; return { cart: basket(cartId()) }; }],
  ['Empty cart', 'cart.emptied', () => { cart = []; return { cart: { id: cartId() } }; }],
  ['Start checkout', 'checkout.started', () => { if (!cart.length) cart = [item(chosen())]; return { checkout: basket(`checkout-${run}-${cartNumber}`, { cartId: cartId() }) }; }],
  ['Fail checkout payment', 'checkout.failed', () => { if (!cart.length) cart = [item(chosen())]; return { checkout: basket(`checkout-${run}-${cartNumber}`, { cartId: cartId() }), failure: { kind: 'payment' } }; }],
  ['Order and pay', 'order.placed', () => placed({ paymentStatus: 'paid', paymentMethod: 'card' })],
  ['Order, payment fails', 'order.placed', () => placed({ paymentStatus: 'failed', paymentMethod: 'card', payUrl: 'https://demo-shop.example/pay' })],
  ['Order, pay at the door', 'order.placed', () => placed({ paymentStatus: 'pending', paymentMethod: 'cash_on_delivery' })],
  ['Pay the order', 'order.paid', step({ paymentStatus: 'paid' })],
  ['Ship', 'order.shipped', step({ trackingUrl: 'https://demo-shop.example/track', carrier: 'Demo Post' })],
  ['Deliver', 'order.delivered', step({})],
  ['Cancel', 'order.cancelled', step({})],
  ['Refund', 'order.refunded', step({ paymentStatus: 'refunded' })],
  ['Tell me when back', 'stock.subscribed', () => ({ product: chosen() })],
  ['Sold out', 'product.out_of_stock', () => ({ product: chosen() }), true],
  ['Restock', 'product.restocked', () => ({ product: chosen() }), true],
];

async function act([label, type, content, news]) {
  const fields = content();
  if (!fields) throw new Error('Place an order first.');
  await readClock();
  const event = { id: `${run}-${events += 1}`, type, occurredAt: clock.now, ...fields };
  if (!news) event.customer = { phone: phone(), firstName: 'Ana', locale: $('locale').value };
  const [result] = (await call(`${store}/events`, [event])).results;
  $('said').textContent = `${label}: ${result.status}${result.problem ? ` – ${result.problem}` : ''}`;
  await refresh();
}

async function readClock() {
  clock = await call('/simulator/clock');
  $('now').textContent = `${when(clock.now)}${clock.running ? '' : ' (stopped)'}`;
  $('run').disabled = clock.running;
}

// WhatsApp's own marks: *bold*.
function marked(text) {
  return text.split(/(\*[^*\n]+\*)/).map(part => (/^\*[^*]+\*$/.test(part) ? element('strong', part.slice(1, -1)) : part));
}

function showMessages(messages) {
  const box = $('messages');
  box.replaceChildren(...messages.map(message => {
    const mine = message.direction === 'in';
    const bubble = element('div', '', mine ? 'bubble mine' : 'bubble');
    bubble.append(...marked(message.text ?? `[${message.type}]`));
    for (const button of message.buttons ?? []) {
      const tap = element('button', button.text);
      tap.disabled = !button.payload;
      tap.onclick = () => inTurn(() => say({ button: button.payload }));
      bubble.append(tap);
    }
    bubble.append(element('small', `${mine ? 'Customer' : 'Shop'} · ${when(message.at)}${mine ? '' : ` · ${message.status}`}`));
    return bubble;
  }));
  box.scrollTop = box.scrollHeight;
}

function list(id, entries, empty) {
  $(id).replaceChildren(...(entries.length ? entries : [element('li', empty)]));
}

function line(at, text) {
  const entry = element('li');
  entry.append(element('time', when(at)), element('span', text));
  return entry;
}

async function refresh() {
  await readClock();
  showMessages(await call(`/simulator/phones/${encodeURIComponent(phone())}/messages`));
  const { customers } = await call(`${store}/customers?phone=${encodeURIComponent(phone())}`);
  if (!customers.length) { list('facts', [], 'Nothing yet.'); list('forecast', [], 'Nothing planned.'); return; }
  const customer = `${store}/customers/${customers[0].customerId}`;
  const [timeline, forecast] = await Promise.all([call(`${customer}/timeline?limit=1000`), call(`${customer}/forecast?days=14`)]);
  list('facts', timeline.facts.map(fact => line(fact.at, fact.summary)).reverse(), 'Nothing yet.');
  list('forecast', forecast.touches.map(touch => line(touch.at, `${touch.verdict}: ${touch.journey}, ${touch.step} – ${touch.reasons.at(-1) ?? ''}`)), 'Nothing planned.');
}

async function say(body) {
  await call(`/simulator/phones/${encodeURIComponent(phone())}/messages`, body);
  await readClock();

  // The assistant waits three seconds for more: a clock that stands would let the customer wait for ever.
  if (!clock.running) await call('/simulator/clock', { advance: 'PT5S' });
  $('said').textContent = '';
  await refresh();
}

async function listen() {
  for (;;) {
    try {
      const answer = await fetch(`${store}/changes`, { headers: key });
      const reader = answer.body.getReader();
      let pending;
      for (;;) {
        const { done } = await reader.read();
        if (done) break;
        clearTimeout(pending);
        pending = setTimeout(() => inTurn(refresh), 150);
      }
    } catch { /* The server restarts; try again. */ }
    await new Promise(resolve => setTimeout(resolve, 2000));
  }
}

$('say').onsubmit = submitted => {
  submitted.preventDefault();
  const text = $('text').value.trim();
  $('text').value = '';
  if (text) inTurn(() => say({ text }).catch(error => { $('text').value ||= text; throw error; }));
};
$('phone').onchange = () => inTurn(async () => { $('said').textContent = ''; await refresh(); });
$('run').onclick = () => inTurn(async () => { await call('/simulator/clock', { run: true }); await refresh(); });
$('reset').onclick = () => inTurn(async () => { await call('/simulator/reset', { now: clock.now }); cart = []; order = null; $('said').textContent = 'Begun anew.'; await refresh(); });
for (const button of document.querySelectorAll('[data-advance]')) {
  button.onclick = () => inTurn(async () => { await call('/simulator/clock', { advance: button.dataset.advance }); $('said').textContent = ''; await refresh(); });
}

products = await call('/demo/products');
$('product').replaceChildren(...products.map(product => Object.assign(element('option', `${product.name} – ${product.price} ${product.currency}`), { value: product.id })));
$('actions').replaceChildren(...actions.map(action => Object.assign(element('button', action[0]), { onclick: () => inTurn(() => act(action)) })));
await inTurn(refresh);
setInterval(() => readClock().catch(() => {}), 5000);
listen();
