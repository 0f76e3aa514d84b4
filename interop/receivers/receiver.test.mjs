// Proves that the receiver itself tells right from wrong: signatures made by hand, with node's crypto only.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const key = randomBytes(32);
const pair = generateKeyPairSync('ed25519');
const secrets = {
  STANDARD_SECRET: `whsec_${key.toString('base64')}`,
  STRIPE_SECRET: 'stripe secret',
  GITHUB_SECRET: 'github secret',
  ED25519_PUBLIC_KEY: `whpk_${Buffer.from(pair.publicKey.export({ format: 'jwk' }).x, 'base64url').toString('base64')}`,
};
const body = '{"type":"payment.success","data":{"name":"Zoë 🦊","amount":1.0}}';
const now = () => Math.floor(Date.now() / 1000);

const signers = {
  '/standardwebhooks': standard,
  '/svix': standard,
  '/ed25519': (text, time) => {
    const signature = sign(null, Buffer.from(`msg_1.${time}.${text}`), pair.privateKey).toString('base64');
    return { ...ids(time), 'webhook-signature': `v1,AAAA v1a,${signature}` };
  },
  '/stripe': (text, time) => ({
    'stripe-signature': `t=${time},v1=${createHmac('sha256', secrets.STRIPE_SECRET).update(`${time}.${text}`).digest('hex')}`,
  }),
  '/github': (text) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', secrets.GITHUB_SECRET).update(text).digest('hex')}`,
  }),
};

function ids(time) {
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(time) };
}

function standard(text, time) {
  const signature = createHmac('sha256', key).update(`msg_1.${time}.${text}`).digest('base64');
  return { ...ids(time), 'webhook-signature': `v1,${signature}` };
}

let receiver;
let lines;
let url;

before(async () => {
  receiver = spawn(process.execPath, [fileURLToPath(new URL('receiver.mjs', import.meta.url))], {
    env: { ...process.env, ...secrets },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  lines = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]();
  url = `http://127.0.0.1:${(await nextLine()).listening}`;
});

after(async () => {
  receiver.kill();
  await once(receiver, 'exit');
});

async function nextLine() {
  return JSON.parse((await lines.next()).value);
}

async function post(route, headers, text) {
  const response = await fetch(url + route, { method: 'POST', headers, body: text });
  return { status: response.status, line: await nextLine() };
}

for (const [route, signer] of Object.entries(signers)) {
  test(`${route} accepts a true signature`, async () => {
    const { status, line } = await post(route, signer(body, now()), body);
    assert.equal(status, 204, JSON.stringify(line));
    assert.equal(line.verified, true);
    assert.match(line.version, /^\d+\.\d+\.\d+$/);
  });
  test(`${route} refuses a changed body`, async () => {
    const { status, line } = await post(route, signer(body, now()), body.replace('1.0', '1.00'));
    assert.equal(status, 401);
    assert.equal(line.verified, false);
  });
  test(`${route} refuses a request without signature`, async () => {
    assert.equal((await post(route, {}, body)).status, 401);
  });
  if (route !== '/github') {
    test(`${route} refuses an old timestamp`, async () => {
      assert.equal((await post(route, signer(body, now() - 3600), body)).status, 401);
    });
  }
}

test('an unknown route is not found', async () => {
  assert.equal((await fetch(`${url}/other`, { method: 'POST', body })).status, 404);
});

test('the ed25519 secret key is the seed and then the public key', () => {
  // The reference case of Standard Webhooks 1.0.
  const secretKey = Buffer.from(
    '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
    'base64',
  );
  const reference = createPrivateKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: secretKey.subarray(0, 32).toString('base64url'),
      x: secretKey.subarray(32).toString('base64url'),
    },
    format: 'jwk',
  });
  const text = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
  assert.equal(
    sign(null, Buffer.from(text), reference).toString('base64'),
    'hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
  );
});
