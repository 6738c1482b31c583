// Answers byte for byte.

/** What is no HTTP, or only nearly: the bytes that are sent, and what comes of it. */
export const BYTES: readonly (readonly [title: string, bytes: string, expected: string])[] = [
  ['a body cut off', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}', 'http api=200'],
  ['a body until the end', 'HTTP/1.0 200 OK\r\n\r\n{}', 'http api=200'],
  [
    'a chunk of no length',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n',
    'http api=200',
  ],
  [
    'two lengths',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    '- failed api HPE_UNEXPECTED_CONTENT_LENGTH',
  ],
  [
    'something before the answer',
    'HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
    'http api=200',
  ],
  [
    'too many headers',
    `HTTP/1.1 200 OK\r\n${'X-Long: yyyyyyyy\r\n'.repeat(20_000)}\r\n`,
    '- failed api HPE_HEADER_OVERFLOW',
  ],
  [
    'a header without end',
    `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(1_000_000)}`,
    '- failed api HPE_HEADER_OVERFLOW',
  ],
  ['a header with NUL', 'HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n{}', '- failed api HPE_INVALID_HEADER_TOKEN'],
  ['lines that end in LF', 'HTTP/1.1 200 OK\nX: a\n\n{}', '- failed api HPE_CR_EXPECTED'],
  ['a status without a reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', 'http api=200'],
  ['a status of its own', 'HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n', 'http api=999 front=999'],
  [
    'another protocol offered',
    'HTTP/1.1 101 Yes\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'http api=101 front=101',
  ],
  ['a large body', `HTTP/1.1 200 OK\r\n\r\n${' '.repeat(4_000_000)}`, 'http api=200'],
  ['words', 'hello world\n', '- failed api HPE_INVALID_CONSTANT'],
  ['an alert of TLS', '\x15\x03\x01\x00\x02\x02\x28', '- failed api HPE_INVALID_CONSTANT'],
  ['nothing', '', '- failed api ECONNRESET'],
];
