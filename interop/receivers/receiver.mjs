// Verifies webhooks with the packages that receivers use; one route a scheme, one JSON line a request.
//
//   node receiver.mjs [port]      0 or nothing: any free port
//
// Secrets come from STANDARD_SECRET (whsec_…), ED25519_PUBLIC_KEY (whpk_…), STRIPE_SECRET and GITHUB_SECRET.
// The first line says {"listening": port}. A verified request is answered 204, any other 401.
import { createPublicKey, verify as verifyBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { verify as verifyGitHub } from '@octokit/webhooks-methods';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';

const MAX_BODY_BYTES = 1024 * 1024;
const TOLERANCE_SECONDS = 300;

const verifiers = {
  '/standardwebhooks': {
    scheme: 'standard',
    package: 'standardwebhooks',
    verify: (body, headers) => new StandardWebhook(secret('STANDARD_SECRET')).verify(body.toString(), headers),
  },
  '/svix': {
    scheme: 'standard',
    package: 'svix',
    verify: (body, headers) => new SvixWebhook(secret('STANDARD_SECRET')).verify(body.toString(), headers),
  },
  '/ed25519': {
    scheme: 'ed25519',
    package: 'node:crypto',
    verify: verifyEd25519,
  },
  '/stripe': {
    scheme: 'stripe',
    package: 'stripe',
    verify: (body, headers) =>
      new Stripe('sk_test_unused').webhooks.constructEvent(
        body,
        headers['stripe-signature'],
        secret('STRIPE_SECRET'),
        TOLERANCE_SECONDS,
      ),
  },
  '/github': {
    scheme: 'github',
    package: '@octokit/webhooks-methods',
    verify: async (body, headers) =>
      ensure(
        await verifyGitHub(secret('GITHUB_SECRET'), body.toString(), headers['x-hub-signature-256']),
        'signature does not match',
      ),
  },
};

/** No package verifies v1a in Node: Standard Webhooks 1.0, "{id}.{timestamp}.{body}" under Ed25519. */
function verifyEd25519(body, headers) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  ensure(id && timestamp && headers['webhook-signature'], 'missing required headers');
  ensure(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS, 'timestamp outside the tolerance');
  const key = createPublicKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(secret('ED25519_PUBLIC_KEY').replace(/^whpk_/, ''), 'base64').toString('base64url'),
    },
    format: 'jwk',
  });
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const matches = headers['webhook-signature']
    .split(' ')
    .filter((entry) => entry.startsWith('v1a,'))
    .some((entry) => verifyBytes(null, signed, key, Buffer.from(entry.slice('v1a,'.length), 'base64')));
  ensure(matches, 'no matching signature found');
}

function ensure(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

function secret(name) {
  const value = process.env[name];
  ensure(value, `${name} is not set`);
  return value;
}

function versionOf(name) {
  if (name.startsWith('node:')) {
    return process.versions.node;
  }
  const manifest = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    ensure(size <= MAX_BODY_BYTES, 'body too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function handle(request, response) {
  const verifier = verifiers[request.url];
  if (request.method !== 'POST' || !verifier) {
    response.writeHead(404).end();
    return;
  }
  const line = {
    scheme: verifier.scheme,
    package: verifier.package,
    version: versionOf(verifier.package),
    verified: false,
    id: request.headers['webhook-id'] ?? null,
  };
  try {
    await verifier.verify(await bodyOf(request), request.headers);
    line.verified = true;
  } catch (error) {
    line.reason = error.message.split('\n')[0].trim();
  }
  console.log(JSON.stringify(line));
  response.writeHead(line.verified ? 204 : 401).end();
}

const server = createServer((request, response) => {
  handle(request, response).catch(() => response.destroy());
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  console.log(JSON.stringify({ listening: server.address().port }));
});
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
