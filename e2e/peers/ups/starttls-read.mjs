// A NUT client of a few lines: STARTTLS, the certificate proved against the authority given, one variable read.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'

const [port, caFile] = process.argv.slice(2)
const socket = connect({ host: '127.0.0.1', port: Number(port) }, () => socket.write('STARTTLS\n'))
socket.once('data', (reply) => {
  if (reply.toString() !== 'OK STARTTLS\n') throw new Error(reply.toString())
  const secured = connectTls({ socket, ca: readFileSync(caFile), servername: 'localhost' }, () =>
    secured.write('GET VAR ups ups.status\nLOGOUT\n'),
  )
  secured.pipe(process.stdout)
})
