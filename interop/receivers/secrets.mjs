// Prints fresh secrets as shell assignments; a new set for every run, so none is worth keeping.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const hmac = () => `whsec_${randomBytes(32).toString('base64')}`;
const hex = () => randomBytes(24).toString('hex');

function ed25519() {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const seed = Buffer.from(jwk.d, 'base64url');
  const point = Buffer.from(jwk.x, 'base64url');
  return {
    secretKey: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    publicKey: `whpk_${point.toString('base64')}`,
  };
}

const pair = ed25519();
const values = {
  STANDARD_SECRET: hmac(),
  ED25519_SECRET_KEY: pair.secretKey,
  ED25519_PUBLIC_KEY: pair.publicKey,
  STRIPE_SECRET: hmac(),
  GITHUB_SECRET: hex(),
  WRONG_STANDARD_SECRET: hmac(),
  WRONG_ED25519_SECRET_KEY: ed25519().secretKey,
  WRONG_STRIPE_SECRET: hmac(),
  WRONG_GITHUB_SECRET: hex(),
};
for (const [name, value] of Object.entries(values)) {
  console.log(`export ${name}='${value}'`);
}
