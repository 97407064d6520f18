import type { Messages } from '@/components/messages/messages'
import type { KeepAlive, KeepAliveSign } from '@/server/domain/keep-alive'

const signWords = (sign: KeepAliveSign, { signs }: Messages['keepAlive']): string => {
  switch (sign.by) {
    case 'uuid':
    case 'platform':
    case 'person':
      return signs[sign.by]
    case 'mac':
      return signs.mac(sign.mac)
    case 'address':
      return signs.address(sign.address)
    case 'neighbour':
      return signs.neighbour(sign.mac, sign.address)
    case 'name':
      return signs.name(sign.hostName)
  }
}

/** "Ridethrough itself runs in it: its UUID is that of the engine’s machine", in the reader's language (D5). */
export const keepAliveSentence = ({ role, of, sign }: KeepAlive, { keepAlive }: Messages): string => {
  const words = keepAlive.roles[role]
  return `${typeof words === 'string' ? words : words(of ?? '')}: ${signWords(sign, keepAlive)}`
}
