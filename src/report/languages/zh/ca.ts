// Sentences about certificate authorities and certs.d.

import type { CaFault, CaFindings } from '../../../model/findings/ca.ts';
import { wordsFor } from '../pieces.ts';
import { fileOf } from '../place-words.ts';
import type { Sentence, Sentences } from '../sentence.ts';

type Unusable = CaFindings['CA_UNUSABLE'];
const FAULTS = {
  'cut-off': '块不完整',
  'not-der': '其内容不是一个 DER 元素',
  'no-dates': '无法读取它的日期',
} as const satisfies Record<CaFault, string>;

type Words = (subject: string, detail: string, file: string) => Sentence;

export const caSentences = {
  CA_UNUSABLE: ({ reason, subject, number, detail }, place) =>
    (place.position === undefined ? unusable : unusableHere)[reason](
      number === undefined ? subject : `第 ${number} 个证书`,
      wordsFor(detail, FAULTS),
      fileOf(place),
    ),
  CA_EXPIRES_SOON: ({ subject, days }) => ({
    message: `证书 "${subject}" 将在${days === 0 ? '一天之内' : ` ${days} 天后`}过期；过期后拉取会失败。`,
    hint: '请现在就申请新证书，并用包含新旧两个证书的文件，加上 --ca 再次运行 setup。',
  }),
  CA_SELF_SIGNED_LEAF: ({ subject }) => ({
    message: `证书 "${subject}" 是自签名证书，不是 CA：只有镜像仓库出示的正是这个证书时才有效。`,
    hint: '每当镜像仓库更换证书时，请用新文件再次运行 setup；或用自己的 CA 签发服务器证书，并用 --ca 指定该 CA。',
  }),
  CERTS_D_BROKEN_PAIR: ({ file }, place) => ({
    message: `${fileOf(place)} 缺少与之配对的 ${otherHalf(file)}：以此名称进行的拉取都会失败。`,
    hint: file.endsWith('.cert')
      ? `如果它是 CA，则文件名不对，请改名：mv '${fileOf(place)}' '${fileOf(place).replace(/cert$/, 'crt')}'。如果它是客户端证书，请把密钥以 ${otherHalf(file)} 为名放在旁边。`
      : `请把客户端证书以 ${otherHalf(file)} 为名放在旁边，或移走该密钥。`,
  }),
  CERTS_D_SHADOWED: ({ by }, place) => ({
    message: `引擎读取 ${by} 之后就不再读取其他位置，因此 ${fileOf(place)} 中的 CA 可能无效。`,
    hint: by.endsWith('/hosts.toml')
      ? `请在 ${by} 中指定 CA (ca = "ca.crt")；如果不需要该文件，也可以把它移走。`
      : `查看其中的内容：ls -l '${by}'。如果不需要它：mv '${by}' '${by}.unused'；否则请把 CA 复制进去。`,
  }),
  CERTS_D_HIDES: ({ hidden }, place) => ({
    message: `有了 ${fileOf(place)}，引擎就不再为该镜像仓库读取 ${hidden}。`,
    hint: `该镜像仓库需要其中的哪些文件 (ls -l '${hidden}')，就须把它们复制到 ${fileOf(place)}。`,
  }),
  CERTS_D_STAYS: (_, place) => ({
    message: `${fileOf(place)} 由他人放置，即使使用 --adopt 也予以保留。`,
    hint: `如果不再需要它：rm '${fileOf(place)}'`,
  }),
} satisfies Sentences<CaFindings>;

const unusable: Readonly<Record<Unusable['reason'], Words>> = {
  'no-certificate': (_subject, _detail, file) => ({
    message: `${file} 中没有证书：找不到 "-----BEGIN CERTIFICATE-----"。`,
    hint: `请提供 PEM 格式的 CA 证书。查看该文件是什么：file '${file}'; openssl x509 -in '${file}' -noout -subject`,
  }),
  'private-key': (_subject, detail, file) => ({
    message: `${file} 中含有机密内容（${detail}）；用 --ca 指定的内容所有用户都能读取。`,
    hint: `请只提供证书：sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' '${file}' > ca.crt`,
  }),
  'not-a-certificate': (_subject, detail, file) => ({
    message: `${file} 中有不是证书的内容：${detail}。`,
    hint: advice(detail, file),
  }),
  der: (_subject, _detail, file) => ({
    message: `${file} 是 DER（二进制）格式的证书，Docker 和 Podman 不能读取。`,
    hint: `请先转换，再指定 ca.crt：openssl x509 -inform der -in '${file}' -out ca.crt`,
  }),
  'unreadable-certificate': (subject, detail, file) => ({
    message: `${file}: ${subject}无法读取（${detail}）。`,
    hint: '文件已损坏或不完整：请从来源处重新复制。',
  }),
  leaf: (subject, detail) => ({
    message: `"${subject}" 是服务器的证书，不是 CA 的证书；它由 "${detail}" 签发。`,
    hint: `请改用 "${detail}" 的证书。如果文件中是整个证书链：请去掉服务器自己的证书（通常是第一个）。`,
  }),
  'no-key-cert-sign': (subject) => ({
    message: `CA "${subject}" 无权签发证书：它的 keyUsage 中没有 keyCertSign，因此所有引擎都会拒绝它签发的证书。`,
    hint: '请重新签发，并设置 keyUsage = critical, keyCertSign, cRLSign（openssl：写在 -extensions 所指的段中）。',
  }),
  'no-server-auth': (subject) => ({
    message: `"${subject}" 不能用于服务器：它的 extendedKeyUsage 中没有 serverAuth，因此所有引擎都会拒绝依赖它的镜像仓库。`,
    hint: '请重新签发，去掉 extendedKeyUsage，或在其中加入 serverAuth。',
  }),
  expired: (subject, detail) => ({
    message: `证书 "${subject}" 已于 ${detail} 过期。`,
    hint: '请获取新证书；如果文件中还有其他证书，也可以从中删除这一个。如果它本应有效，请检查时钟是否准确：date -u',
  }),
  'not-yet-valid': (subject, detail) => ({
    message: `证书 "${subject}" 从 ${detail} 起才有效。`,
    hint: '请检查本机的时钟是否准确 (date -u; timedatectl)；如果准确，请等到那时。',
  }),
  'weak-key': (subject, detail) => ({
    message: `"${subject}" 的密钥强度不够（${detail}）。`,
    hint: '请重新签发，使用 RSA 2048 位或以上、P-256 或以上，或 Ed25519。',
  }),
  'unsupported-key': (subject, detail) => ({
    message: `Docker 和 Podman 不支持 "${subject}" 的密钥类型（${detail}）。`,
    hint: '请重新签发，使用 RSA 2048 位或以上、P-256, P-384, P-521 或 Ed25519。',
  }),
  'weak-signature': (subject, detail) => ({
    message: `证书 "${subject}" 使用 ${detail} 签名，这种签名可以伪造。`,
    hint: '请用 SHA-256 重新签名。自己的根 CA 可保留密钥和名称，已签发的证书仍然有效：openssl x509 -in ca.crt -signkey ca.key -sha256 -days 3650 -out ca-new.crt',
  }),
};

/** Of PEM that stands in a configuration file itself: commands for a file of its own would not fit. */
const unusableHere: typeof unusable = {
  ...unusable,
  'no-certificate': () => ({
    message: '这里没有证书：缺少 "-----BEGIN CERTIFICATE-----" 行。',
    hint: '请在此处填入 PEM 格式的 CA 证书，从 BEGIN 行到 END 行。',
  }),
  'private-key': (_subject, detail) => ({
    message: `这里含有机密内容（${detail}）；写在这里的内容所有用户都能读取。`,
    hint: '请删除该块，只保留 BEGIN CERTIFICATE 块。如果他人能读取本文件，密钥就已泄露：请更换密钥。',
  }),
  'not-a-certificate': (_subject, detail) => ({
    message: `这里有不是证书的内容：${detail}。`,
    hint: '请在此处只填入 BEGIN CERTIFICATE 块。',
  }),
  'unreadable-certificate': (subject, detail) => ({
    message: `${subject}无法读取（${detail}）。`,
    hint: '它已损坏或不完整：请从来源处重新复制，每行末尾加上 \\n。',
  }),
};

function advice(label: string, file: string): string {
  if (label === 'TRUSTED CERTIFICATE') return `转换为普通证书：openssl x509 -in '${file}' -out ca.crt`;
  if (label === 'PKCS7') return `取出其中的证书：openssl pkcs7 -in '${file}' -print_certs -out ca.crt`;
  return '请提供只含 CA 证书的文件。';
}

function otherHalf(file: string): string {
  return file.endsWith('.cert') ? file.replace(/cert$/, 'key') : file.replace(/key$/, 'cert');
}
