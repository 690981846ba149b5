/** A password that a machine makes: 16 characters that nobody mistakes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 16

export function generatePassword(): string {
  let password = ''
  while (password.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH * 2))) {
      // Bytes beyond the last whole multiple would make the first characters likelier than the rest.
      if (byte < Math.floor(256 / ALPHABET.length) * ALPHABET.length && password.length < LENGTH) {
        password += ALPHABET[byte % ALPHABET.length]
      }
    }
  }
  return password
}
