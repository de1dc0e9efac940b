<?php
/** What the tests' wiki has otherwise than MediaWiki's installer sets it. */

$wgServer = 'http://127.0.0.1:' . getenv( 'WIKI_PORT' );
$wgCanonicalServer = $wgServer;
$wgScriptPath = '/w';
$wgArticlePath = '/wiki/$1';
$wgEnableUploads = true;
$wgUploadDirectory = __DIR__ . '/images';
$wgUploadPath = $wgServer . '/wikipedia/commons';
$wgFileExtensions = [ 'png', 'gif', 'jpg', 'jpeg', 'webp', 'svg', 'tif', 'tiff' ];
$wgTmpDirectory = __DIR__ . '/tmp';
$wgCacheDirectory = __DIR__ . '/cache';
$wgMainCacheType = PHP_SAPI === 'cli' ? CACHE_NONE : CACHE_ACCEL;
$wgParserCacheType = CACHE_DB;
$wgJobRunRate = 0;

// Nothing here is worth an fsync: the whole folder is made again for the next run.
$wgDBservers = [ [ 'type' => 'sqlite', 'dbname' => 'commons', 'dbDirectory' => __DIR__ . '/data', 'load' => 1,
	'flags' => DBO_DEFAULT, 'variables' => [ 'synchronous' => 'OFF' ] ] ];
$wgObjectCaches[CACHE_DB]['server']['variables']['synchronous'] = 'OFF';
$wgLocalisationCacheConf['storeServer']['variables']['synchronous'] = 'OFF';
$wgJobTypeConf['default']['server']['variables']['synchronous'] = 'OFF';

$wgUseImageMagick = true;
$wgImageMagickConvertCommand = __DIR__ . '/convert';
$wgSVGConverter = 'rsvg';
$wgTiffThumbnailType = [ 'jpg', 'image/jpeg' ];
$wgMaxShellMemory = 2000000;
$wgMaxShellFileSize = 500000;
$wgGenerateThumbnailOnParse = false; // they are made when first fetched
$wgThumbLimits = [ 20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840 ];
$wgShowExceptionDetails = true;
$wgGroupPermissions['*']['edit'] = false;
$wgGroupPermissions['*']['createaccount'] = false;

wfLoadExtension( 'ParserFunctions', '/usr/share/mediawiki/extensions-core/ParserFunctions/extension.json' );
require_once __DIR__ . '/ExtendedMetadata.php';
require_once __DIR__ . '/FileUrls.php';
