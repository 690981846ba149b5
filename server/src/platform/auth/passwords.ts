/** Passwords, hashed with Argon2id. */
import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { badRequest } from '../errors.ts'

/** OWASP's first recommendation: 19 MiB, two passes, one lane. The library's algorithm is Argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string) => hash(password, COST)

/** Without a hash (no such user) it takes the same time and answers no. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await decoy()), password)
  return matches && stored !== undefined
}

let decoyHash: Promise<string> | undefined
const decoy = () => {
  decoyHash ??= hashPassword(generatePassword())
  return decoyHash
}
/** Computed ahead, so that the first unknown user is not answered later than others. */
export const prepareDecoy = async (): Promise<void> => {
  await decoy()
}

/** No look-alikes: people read it from a terminal and type it. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** 16 characters, 92 bits. */
export const generatePassword = () => unambiguous(16)

export const unambiguous = (length: number) =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** @throws AppError 400 */
export function checkPassword(password: string, username: string): void {
  if (password.length < 8 || password.length > 256) throw badRequest('A password has 8 to 256 characters')
  if (password.toLowerCase() === username.toLowerCase()) throw badRequest('The password must differ from the user name')
}
