# Lets Winlogbeat send the event logs of this computer to the service that watches over it. Made for one device: it holds
# its token. All of it is one block, so that half a download does nothing.
#
#   $env:OTASUKE_SYSMON = '1'       installs Sysmon too
#   $env:OTASUKE_KEEP_AUDIT = '1'   leaves the audit policy as it is
& {
@VALUES@

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$version = '8.19.13'
$name = 'otasuke-winlogbeat'
$folder = Join-Path $env:ProgramFiles 'Otasuke'
$data = Join-Path $env:ProgramData 'Otasuke'

function Stop-WithWords([string] $japanese, [string] $english) {
    throw "$japanese`n$english"
}

function Test-Administrator {
    $me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# Only the system and administrators may read what holds the token. By their numbers: their names differ by language.
function New-PrivateFolder([string] $path) {
    New-Item -ItemType Directory -Force -Path $path | Out-Null
    & icacls.exe $path /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
}

function Test-Signature([string] $file, [string] $signer) {
    $signature = Get-AuthenticodeSignature -FilePath $file
    if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notlike "*O=$signer*") {
        Stop-WithWords 'ダウンロードしたファイルの署名が違います。入れませんでした。' "What was downloaded is not signed by $signer."
    }
}

# What is downloaded is installed only if its makers have signed it.
function Install-Winlogbeat {
    $work = Join-Path $env:TEMP ('otasuke-' + [Guid]::NewGuid())
    New-Item -ItemType Directory -Path $work | Out-Null
    try {
        $zip = Join-Path $work 'winlogbeat.zip'
        $from = "https://artifacts.elastic.co/downloads/beats/winlogbeat/winlogbeat-$version-windows-x86_64.zip"
        Invoke-WebRequest -UseBasicParsing -Uri $from -OutFile $zip
        Expand-Archive -Path $zip -DestinationPath $work
        $unpacked = Join-Path $work "winlogbeat-$version-windows-x86_64"
        Test-Signature (Join-Path $unpacked 'winlogbeat.exe') 'Elastic'
        Copy-Item -Path (Join-Path $unpacked '*') -Destination $folder -Recurse -Force
    } finally {
        Remove-Item -Path $work -Recurse -Force
    }
}

function Install-Sysmon {
    if (Get-Service -Name 'Sysmon', 'Sysmon64' -ErrorAction SilentlyContinue) { return }
    $work = Join-Path $env:TEMP ('otasuke-' + [Guid]::NewGuid())
    New-Item -ItemType Directory -Path $work | Out-Null
    try {
        $zip = Join-Path $work 'Sysmon.zip'
        Invoke-WebRequest -UseBasicParsing -Uri 'https://download.sysinternals.com/files/Sysmon.zip' -OutFile $zip
        Expand-Archive -Path $zip -DestinationPath $work
        $program = Join-Path $work 'Sysmon64.exe'
        Test-Signature $program 'Microsoft Corporation'
        & $program -accepteula -i | Out-Null
    } finally {
        Remove-Item -Path $work -Recurse -Force
    }
}

# Programs that are started, with their command lines; sign-ins; scripts of PowerShell. Kinds of events have numbers, as
# their names differ by language.
function Set-AuditPolicy {
    foreach ($kind in '{0CCE922B-69AE-11D9-BED3-505054503030}', '{0CCE9215-69AE-11D9-BED3-505054503030}') {
        & auditpol.exe /set "/subcategory:$kind" /success:enable /failure:enable | Out-Null
    }
    $audit = 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Policies\System\Audit'
    New-Item -Path $audit -Force | Out-Null
    Set-ItemProperty -Path $audit -Name 'ProcessCreationIncludeCmdLine_Enabled' -Value 1 -Type DWord
    $blocks = 'HKLM:\Software\Policies\Microsoft\Windows\PowerShell\ScriptBlockLogging'
    New-Item -Path $blocks -Force | Out-Null
    Set-ItemProperty -Path $blocks -Name 'EnableScriptBlockLogging' -Value 1 -Type DWord
}

function Get-Settings {
    $wanted = 'Security', 'System', 'Application', 'Windows PowerShell', 'Microsoft-Windows-PowerShell/Operational',
        'Microsoft-Windows-Sysmon/Operational', 'Microsoft-Windows-Windows Defender/Operational',
        'Microsoft-Windows-TaskScheduler/Operational', 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'
    $lines = @('winlogbeat.event_logs:')
    foreach ($log in $wanted) {
        if (Get-WinEvent -ListLog $log -ErrorAction SilentlyContinue) {
            $lines += "  - name: '$log'"
            $lines += '    ignore_older: 24h'
        }
    }
    $lines += 'output.elasticsearch:'
    $lines += "  hosts: ['$url']"
    $lines += "  api_key: 'otasuke:$token'"
    $lines += '  allow_older_versions: true'
    if ($authority) {
        [IO.File]::WriteAllText((Join-Path $data 'gateway-ca.pem'), $authority)
        $lines += "  ssl.certificate_authorities: ['$((Join-Path $data 'gateway-ca.pem').Replace('\', '/'))']"
    }
    $lines += 'setup.template.enabled: false'
    $lines += 'setup.ilm.enabled: false'
    $lines += 'logging.level: warning'
    $lines -join "`r`n"
}

function Set-Winlogbeat([string] $settings) {
    [IO.File]::WriteAllText((Join-Path $data 'winlogbeat.yml'), $settings)
    $program = Join-Path $folder 'winlogbeat.exe'
    $arguments = '-c', "`"$data\winlogbeat.yml`"", '--path.home', "`"$folder`"", '--path.data', "`"$data\data`"",
        '--path.logs', "`"$data\logs`""
    $ErrorActionPreference = 'Continue'
    $said = & $program test config -c "$data\winlogbeat.yml" --path.home $folder --path.data "$data\data" 2>&1
    if ($LASTEXITCODE -ne 0) { Stop-WithWords 'Winlogbeat の設定に誤りがあります。' "$said" }
    foreach ($try in 1..5) {  # the service learns of a new token within a second
        $said = & $program test output -c "$data\winlogbeat.yml" --path.home $folder --path.data "$data\data" 2>&1
        if ($LASTEXITCODE -eq 0) { break }
        Start-Sleep -Seconds 2
    }
    if ($LASTEXITCODE -ne 0) {
        Stop-WithWords "サービスに届きません（$url）。インターネットにつながっているか、見てください。" "$said"
    }
    $ErrorActionPreference = 'Stop'
    if (-not (Get-Service -Name $name -ErrorAction SilentlyContinue)) {
        $command = "`"$program`" --environment=windows_service " + ($arguments -join ' ')
        New-Service -Name $name -DisplayName 'Otasuke Winlogbeat' -BinaryPathName $command -StartupType Automatic | Out-Null
    }
    Restart-Service -Name $name -Force
}

Write-Host "$company / $device"
if (-not (Test-Administrator)) {
    Stop-WithWords 'PowerShell を右クリックし「管理者として実行」で開いて、もう一度実行してください。' 'Run it again in a PowerShell that was started as administrator.'
}
if (-not [Environment]::Is64BitOperatingSystem) {
    Stop-WithWords 'この Windows は32ビット版なので、つなげません。事業者に連絡してください。' 'Winlogbeat needs a 64-bit Windows.'
}
New-PrivateFolder $folder
New-PrivateFolder $data
if (-not (Test-Path (Join-Path $folder 'winlogbeat.exe'))) { Install-Winlogbeat }
if ($env:OTASUKE_SYSMON -eq '1') { Install-Sysmon }
if ($env:OTASUKE_KEEP_AUDIT -ne '1') { Set-AuditPolicy }
Set-Winlogbeat (Get-Settings)
Write-Host '設定が終わりました。画面に「つながりました」と出るのを待ってください。'
Write-Host 'It is set up. Wait for the page to say that it is connected.'
}
