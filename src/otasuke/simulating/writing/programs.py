"""Programs on the computers of a small office: what Windows and Sysmon know of each."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

MICROSOFT = "Microsoft Corporation"
SYSTEM32 = "C:\\Windows\\System32\\"
WINDOWS = "Microsoft® Windows® Operating System"
_OFFICE = r"C:\Program Files\Microsoft Office\root\Office16" + "\\"
_WINDOWS_VERSION = "10.0.19041.4355 (WinBuild.160101.0800)"


@dataclass(frozen=True, slots=True)
class Program:
    """An executable file and what its resources say. built_as: if it was renamed since."""

    image: str
    description: str
    product: str = WINDOWS
    company: str = MICROSOFT
    version: str = _WINDOWS_VERSION
    built_as: str = ""

    @property
    def original(self) -> str:
        """The name that it was built under."""
        return self.built_as or self.image.rpartition("\\")[2]

    @property
    def hashes(self) -> str:
        """As Sysmon writes them."""
        return "SHA256=" + sha256(f"{self.image}{self.version}".encode()).hexdigest().upper()


def _system(name: str, description: str) -> Program:
    return Program(SYSTEM32 + name, description)


def _office(name: str, description: str) -> Program:
    return Program(_OFFICE + name, description, "Microsoft Office", version="16.0.17328.20124")


SERVICES = _system("services.exe", "Services and Controller app")
SVCHOST = _system("svchost.exe", "Host Process for Windows Services")
TASKHOST = _system("taskhostw.exe", "Host Process for Windows Tasks")
CONHOST = _system("conhost.exe", "Console Window Host")
CMD = _system("cmd.exe", "Windows Command Processor")
BROKER = _system("RuntimeBroker.exe", "Runtime Broker")
DLLHOST = _system("dllhost.exe", "COM Surrogate")
SEARCH = _system("SearchProtocolHost.exe", "Microsoft Windows Search Protocol Host")
SEARCH_INDEXER = _system("SearchIndexer.exe", "Microsoft Windows Search Indexer")
BACKGROUND = _system("backgroundTaskHost.exe", "Background Task Host")
NOTEPAD = _system("notepad.exe", "Notepad")
AUDIO = _system("audiodg.exe", "Windows Audio Device Graph Isolation")
WMI_HOST = Program(SYSTEM32 + r"wbem\WmiPrvSE.exe", "WMI Provider Host")
SPOOLER = _system("spoolsv.exe", "Spooler SubSystem App")
SPLWOW = Program(r"C:\Windows\splwow64.exe", "Print driver host for applications")
LSASS = _system("lsass.exe", "Local Security Authority Process")
RUNDLL = _system("rundll32.exe", "Windows host process (Rundll32)")
MSHTA = _system("mshta.exe", "Microsoft (R) HTML Application host")
REGSVR = _system("regsvr32.exe", "Microsoft(C) Register Server")
POWERSHELL = Program(SYSTEM32 + r"WindowsPowerShell\v1.0\powershell.exe", "Windows PowerShell")
EXPLORER = Program(r"C:\Windows\explorer.exe", "Windows Explorer")
EXCEL = _office("EXCEL.EXE", "Microsoft Excel")
WORD = _office("WINWORD.EXE", "Microsoft Word")
OUTLOOK = _office("OUTLOOK.EXE", "Microsoft Outlook")
CHROME = Program(
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    "Google Chrome",
    "Google Chrome",
    "Google LLC",
    "124.0.6367.92",
)
EDGE = Program(
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    "Microsoft Edge",
    "Microsoft Edge",
    version="124.0.2478.67",
)
ACROBAT = Program(
    r"C:\Program Files\Adobe\Acrobat DC\Acrobat\Acrobat.exe",
    "Adobe Acrobat",
    "Adobe Acrobat",
    "Adobe Systems Incorporated",
    "24.2.20736.0",
)
DEFENDER = Program(
    r"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.24040.4-0\MsMpEng.exe",
    "Antimalware Service Executable",
    version="4.18.24040.4",
)
BUSINESS = (
    Program(
        r"C:\Program Files (x86)\Yayoi\YKaikei24\YKaikei24.exe", "弥生会計 24", "弥生会計", "弥生株式会社", "30.1.1"
    ),
    Program(
        r"C:\Program Files (x86)\OBC\Bugyo\OBCBugyo.exe",
        "勘定奉行",
        "奉行シリーズ",
        "株式会社オービックビジネスコンサルタント",
        "1.30",
    ),
    Program(r"C:\JWW\Jw_win.exe", "Jw_cad for Windows", "Jw_cad", "Jiro Shimizu & Yoshifumi Tanaka", "8.25"),
    Program(
        r"C:\Program Files (x86)\Justsystems\TARO\TARO31.EXE",
        "一太郎2021",
        "一太郎",
        "株式会社ジャストシステム",
        "31.0.1",
    ),
    Program(r"C:\Program Files (x86)\Hanbai\HanbaiOh.exe", "販売王", "販売王", "ソリマチ株式会社", "22.0.0"),
)
"""What the company's work is done with; every company has one of them."""
