# Types answers on a terminal of its own: terminal.py COLUMNS ANSWERS COMMAND..., ANSWERS as JSON: [[what is waited for, keys], ...];
# in place of keys TERM sends that signal, and CLOSE closes the terminal.
# Prints all that the terminal showed; ends with the exit code of the command, or 99 where what was waited for did not come.
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

columns, answers, command = int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'xterm-256color'
    # The size has to be there before the program looks.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
    os.execvp(command[0], command)

shown = b''


def look(seconds):
    global shown
    if not select.select([terminal], [], [], seconds)[0]:
        return True
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # EIO: the other side is closed
        return False
    shown += piece
    return len(piece) > 0


def text(since=0):
    # As it can be read, without colours, movements and breaks of lines.
    return re.sub(rb'\s+', b' ', re.sub(rb'\x1b\[[0-9;?]*[A-Za-z]', b'', shown[since:])).decode(errors='replace')


since, limit = 0, time.monotonic() + 60
for expected, keys in answers:
    while expected not in text(since):
        if time.monotonic() > limit or not look(0.1):
            print(shown.decode(errors='replace'))
            print('no such question: ' + expected)
            os.kill(pid, 9)
            sys.exit(99)
    look(0.05)
    since = len(shown)
    if keys == 'TERM':
        os.kill(pid, signal.SIGTERM)
        continue
    if keys == 'CLOSE':
        # What a lost connection does: SIGHUP, and then nothing can be read or written any more.
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
        sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 97)
    # One key after the other, as a person would.
    for key in re.findall('\x1b\\[.|.', keys, re.S):
        os.write(terminal, key.encode())
        time.sleep(0.005)

while time.monotonic() < limit and look(0.1):
    pass
isCursorShown = shown.rfind(b'\x1b[?25h') >= shown.rfind(b'\x1b[?25l')
_, status = os.waitpid(pid, 0)
sys.stdout.write(re.sub(rb'\x1b\[[0-9;?]*[A-Za-z]', b'', shown).replace(b'\r', b'').decode(errors='replace'))
sys.exit(os.WEXITSTATUS(status) if isCursorShown and os.WIFEXITED(status) else 98)
