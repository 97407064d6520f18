import type { ManagerAddress } from '../../domain/manager'
import { refused } from '../service-error'

/** Credentials in a URL would be shown and journalled (K5): they belong beside it. */
export const requireSafeAddress = (address: ManagerAddress): void => {
  if (/[^/,]*:[^/,@]*@/.test(address.url.replace(/^[a-z]+:\/\//i, '')))
    throw refused('The address holds a password', 'Leave it out of the URL and give it as the credential.')
}
