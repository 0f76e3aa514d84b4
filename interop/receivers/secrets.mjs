// Prints fresh secrets as shell assignments; a new set for every run, so none is worth keeping.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const { privateKey } = generateKeyPairSync('ed25519');
const jwk = privateKey.export({ format: 'jwk' });
const seed = Buffer.from(jwk.d, 'base64url');
const point = Buffer.from(jwk.x, 'base64url');
const hmac = () => `whsec_${randomBytes(32).toString('base64')}`;

const values = {
  STANDARD_SECRET: hmac(),
  WRONG_SECRET: hmac(),
  STRIPE_SECRET: hmac(),
  GITHUB_SECRET: randomBytes(24).toString('hex'),
  ED25519_SECRET_KEY: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
  ED25519_PUBLIC_KEY: `whpk_${point.toString('base64')}`,
};
for (const [name, value] of Object.entries(values)) {
  console.log(`export ${name}='${value}'`);
}
