// What the findings about Docker Engine say.

import type { DockerFindings } from '../../../model/findings/docker.ts';
import type { Sentences } from '../sentence.ts';
import { refusedForm } from './forms.ts';
import { within, wordList } from './words.ts';

const DAEMON_JSON = 'daemon.json';

export const dockerSentences = {
  ENGINE_FAILED: ({ unit }) => ({
    message: `${unit} 处于失败状态：Docker 没有运行。systemctl 显示："Active: failed"。`,
    hint: `查看原因：journalctl -u ${unit} -n 20 --no-pager。排除后执行：systemctl reset-failed ${unit} docker.socket; systemctl start ${unit}`,
  }),
  DOCKER_DESKTOP: () => ({
    message: '这是 Docker Desktop：它的引擎在虚拟机中运行，本机的文件不能配置它。',
    hint: '请在 Docker Desktop 的 Settings, Docker Engine 中设置镜像仓库。',
  }),
  OPTION_SET_BY_FLAG: ({ flag, value, directive, file, source }, { path }) => ({
    message:
      `dockerd 启动时带有 --${flag}=${value}${source === '' ? '' : `（${source}）`}，而 ${file} 又要设置 ` +
      `${directive}：这样 dockerd 既不能启动也不能重新加载，即使两处的值相同。`,
    hint:
      source === '' || path === undefined
        ? `请找出在哪里以 --${flag} 启动 dockerd，去掉该选项，重启 Docker，然后重新运行本命令。`
        : `请从 ${path} 中去掉 --${flag}，执行 "systemctl daemon-reload && systemctl restart docker"，然后重新运行本命令。`,
  }),
  MISSPELT_DIRECTIVE: ({ directive, meant }, { path = DAEMON_JSON }) => ({
    message: `"${directive}" 是命令行选项的名称，不是该文件中的配置项：dockerd 会静默忽略它。`,
    hint:
      meant === ''
        ? `请从 ${path} 中删除 "${directive}"。`
        : `请在 ${path} 中把 "${directive}" 改为 "${meant}"，或删除它。`,
  }),
  UNKNOWN_DIRECTIVE: ({ directive, nearest, version }, { path = DAEMON_JSON }) => ({
    message:
      version === null
        ? `已知的 Docker 都没有 "${directive}" 这个配置项；不认识它的 Docker 会拒绝启动。`
        : `Docker ${version} 没有 "${directive}" 这个配置项，配置了它就不能启动。`,
    hint:
      nearest === '' || nearest === directive
        ? `请从 ${path} 中删除 "${directive}"。`
        : `请在 ${path} 中把 "${directive}" 改为 "${nearest}"，或删除它。`,
  }),
  VERSION_REFUSES: ({ flag, version, since }) => ({
    message: `${version === null ? '当前的 Docker 可能不支持' : `Docker ${version} 不支持`} ${flag}：需要 Docker ${since} 或更高版本。`,
    hint: `请使用地址中不带路径的镜像站，或安装 Docker ${since} 或更高版本。`,
  }),
  HUB_VERIFICATION_OFF: ({ url, until }) => ({
    message: `配置镜像站 ${url} 之后，Docker 回退到 Docker Hub 时不再验证 Docker Hub 自身的证书。`,
    hint:
      until === 'loaded'
        ? '重新加载 Docker 之前，旧的列表仍然有效：systemctl reload docker'
        : `请运行 registry-client setup --engine docker --mirror ${url}：它会把镜像站写入 certs.d/docker.io/hosts.toml，写在那里的镜像站不影响 Docker Hub 的验证。`,
  }),
  MIRROR_CA_IGNORED: ({ host, url, directory }) => ({
    message: `当前的 Docker 把 ${host} 用作镜像站时，不读取 ${directory} 中的 CA（以 ${host} 为名直接拉取时会读取）。`,
    hint: `请运行 registry-client setup --engine docker --mirror ${url}：它会把镜像站连同该 CA 写入 Docker 会读取的 certs.d/docker.io/hosts.toml。`,
  }),
  HOSTS_TOML_CA_MISSING: ({ registry, by, file, isOurs }) => ({
    message: `${by} 指定了 CA ${file}，但该文件不存在或不含证书：拉取 ${registry} 的任何镜像都会失败（"unable to read CA cert" 或 "unable to load CA cert"）。`,
    hint: isOurs
      ? '请用原有的镜像站和 CA 再次运行 registry-client setup。'
      : `请把 CA 放到该处，或从 ${by} 中删去它。`,
  }),
  HUB_UNVERIFIED: ({ by }) => ({
    message: `${by} 让 Docker 在访问 Docker Hub 时不验证其证书："skip_verify" 写在了各镜像站的表之外。`,
    hint: '请删去该处的 "skip_verify"；需要它的镜像站应写在自己的表 [host."URL"] 中。',
  }),
  MIRRORS_HIDDEN: ({ by, isOurs }) => ({
    message: `${by} 已规定 docker.io 的镜像从哪里获取，因此 Docker 会忽略 "registry-mirrors"：只写在那里的镜像站不会被使用。`,
    hint: isOurs
      ? '请用原有的镜像站再次运行 registry-client setup：后来加入 "registry-mirrors" 的镜像站也会写入该文件。'
      : `请在 ${by} 中写入镜像站，或移走该文件，然后重新运行本命令。`,
  }),
  HUB_STAYS_SECURE: ({ flag }) => ({
    message: `Docker 会忽略 ${flag}：它只通过经过验证的 TLS 访问 Docker Hub。`,
    hint: `请去掉 ${flag}。`,
  }),
  ENGINE_IGNORED_MIRROR: ({ url, loaded }) => ({
    message: `镜像站 ${url} 在 Docker 中没有生效；生效的是 ${wordList(loaded)}。`,
    hint: '用 "journalctl -u docker -n 50" 查看原因，然后再次运行 registry-client setup。',
  }),
  CLI_ASKS_ANOTHER_DAEMON: ({ host, context }) => ({
    message:
      `这里的 docker 命令连接的不是本机的守护进程` +
      `${host === '' ? '' : ` (DOCKER_HOST=${host})`}${context === '' ? '' : ` (context ${context})`}：` +
      '它不会显示在本机所做的配置。',
    hint: '请执行 "docker context use default"，并取消环境变量 DOCKER_HOST 和 DOCKER_CONTEXT。',
  }),
  VALUE_REFUSED: ({ directive, value, expected }, { path = DAEMON_JSON }) => ({
    message: `Docker 拒绝 "${directive}" 中的 "${value}"；应为${within(refusedForm(expected))}。`,
    hint: `请在 ${path} 中改正或删除 "${value}"，然后重新运行本命令。`,
  }),
  RELOAD_RESETS_FLAG: ({ flag, value, fallback }) => ({
    message: `重新加载会使 Docker 丢失 --${flag}=${value}，直到下次启动：在此期间使用 ${fallback}。`,
    hint: `请在 ${DAEMON_JSON} 中设置 "${flag}"，不要用命令行选项设置。`,
  }),
} satisfies Sentences<DockerFindings>;
